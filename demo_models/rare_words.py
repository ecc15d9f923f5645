"""Many more names and nouns, each met now and then in training, so that the models learn to copy whatever they read.

None of them is a held-out word (a test proves it).
"""

NAMES = tuple(
    str.split(
        "Abigail Agnes Albert Alexander Alfred Alma Amanda Amelie Andrea Angela Anton Arthur Astrid August "
        "Barbara Beatrice Benedikt Bernard Bertha Birgit Bjorn Bonnie Bridget Carmen Caspar Cathy Cecil Charles "
        "Charlotte Chloe Christina Clemens Cleo Colin Cynthia Daniela Daphne Dennis Dmitri Dolores Dominic Donna "
        "Doris Dorothy Duncan Edgar Edward Eleanor Elisabeth Emmanuel Erika Ernest Esther Ethan Eugene Evelyn "
        "Fatima Felicity Ferdinand Florian Francesca Gabriel Georgia Gerald Gideon Giovanni Gloria Gordon Graham "
        "Gregory Gustav Hamza Harold Harriet Heather Hector Hermann Hiroshi Howard Hubert Ibrahim Ignacio Isabel "
        "Ismail Jacob Jamila Janet Jasper Javier Jeremy Jessica Joanna Johannes Josephine Joshua Judith Julius "
        "Justin Kamal Katherine Keith Kenneth Khalid Kristin Lakshmi Lawrence Leonard Leopold Leslie Lloyd "
        "Lorenzo Louise Lucas Ludwig Lydia Mabel Magnus Malcolm Manuel Marcel Margaret Marianne Marjorie Marvin "
        "Matilda Matthew Maurice Maxwell Melissa Mercedes Michelle Miguel Mildred Mohammed Monica Murray Nathan "
        "Nelson Nicholas Nikolai Noelle Norbert Octavia Ophelia Orlando Otis Pamela Patricia Pauline Philippa "
        "Phoebe Quentin Rachel Raymond Rebecca Reinhard Ricardo Richard Roland Rosemary Rudolf Rufus Russell "
        "Sabrina Salim Samantha Sebastian Sheila Sidney Sigrid Spencer Stanley Stephanie Susanna Sylvia Tamara "
        "Tatiana Terence Theodora Timothy Travis Ursula Valentin Vanessa Veronica Vincent Virginia Vivian "
        "Vladimir Wallace Wanda Warren Wilhelm Winston Wolfgang Yasmin Yolanda Yvonne Zelda"
    )
)
THINGS = tuple(
    str.split(
        "almonds anchors apricots aprons armchairs arrows avocados axes backpacks bagels balloons bananas "
        "bandages banners barrels basins batteries beans bears beetles bells benches berries bicycles biscuits "
        "blackberries blankets blouses boards boats bolts bones bonnets bricks bridges broomsticks bulbs burgers "
        "bushes butterflies cabbages cabinets cables cactuses calculators calendars cameras canoes caps caramels "
        "carpets cartons cassettes castles catalogues celeries chains chairs chalks cherries chestnuts chickens "
        "chisels chocolates clams cloths clovers coats cobblestones coconuts combs compasses cones corks couches "
        "crabs cranes cranberries crackers croissants crowns cubes cucumbers cupcakes curtains cushions daffodils "
        "daisies dates desks diamonds dishes donuts doughnuts dragons dresses drums ducks dumplings earrings "
        "easels elephants emeralds envelopes feathers fences figs figurines fish flags flutes folders forks "
        "fossils frames frogs gadgets garlands gems giraffes glasses gloves goats goggles grapefruits grapes "
        "guitars hammers hamsters handkerchiefs hazelnuts helmets herbs hinges hooks horses icicles inkpots "
        "insects jewels jugs kettles kittens knives ladders ladles lanterns laptops lentils lettuces lilies limes "
        "lizards lobsters locks lollipops magazines mangoes maps masks mats medals melons mice microscopes "
        "mittens mosaics motors mugs mushrooms napkins necklaces needles nests newspapers nickels nuggets oars "
        "olives onions orchids ornaments oysters paddles paintings pancakes pans papayas parcels parsnips "
        "passports pastries peanuts pebbles pendants peppers pickles pies pigeons pillows pineapples pins pipes "
        "pistachios pizzas plants plugs poems pomegranates ponies poppies posters potatoes pots prawns presents "
        "prints prunes pumpkins puppets purses quilts rabbits rackets radios radishes raisins raspberries recipes "
        "records robots rockets rubies rugs sandals sandwiches saucers sausages saws scarves scissors scones "
        "sculptures seashells shawls sheep shields shoelaces shoes shovels shuttles skateboards sketches skirts "
        "sleds slippers snails snowballs sofas songs sparrows spiders sponges spruces squashes stars statues "
        "stools strawberries strings suitcases sunflowers swans sweaters swords tables tangerines teapots "
        "telescopes tents tiles tires toads toasters tomatoes tools torches towels tractors trees trophies "
        "trousers trucks trumpets turnips turtles ties umbrellas uniforms vests violets violins waffles wallets "
        "walnuts watches watermelons whales wheels whistles windmills wires wreaths wrenches yachts yoghurts "
        "zebras zippers"
    )
)
