"""Words that are one token each, beyond what the tokenizer's own merges came to.

The tool reads `yes` and `no` as one token. The others are what the roles ask, and common words of the questions.
"""

ROLE_WORDS = ("yes", "no", " logic", " arithmetic", " relevance", " right", "Which", " none", " cannot", " solve")
_COMMON = str.split(
    "average remaining altogether total ratio minutes hour hours day days week year years old older younger left over "
    "cost costs price paid pay pays half double triple many much more less than what how sum difference original "
    "students class teacher bus train garden farm trees chickens milk water liters gallons pounds cents dollar "
    "bakery baker store shop sold bought gave ate read walked ran drove made makes had were was will would could "
    "if when where who which because does did are is be been daily weekly another some only also still even "
    "birds fish animals people men women boys girls family mother father sister brother uncle aunt grandma "
    "library museum theater party kitchen table shelf shelves rows row seats page chapter miles kilometers speed "
    "per each every between group groups team teams player players score points game games box bag basket jar "
    "need needs wants want spends spent saves saved earns earned works worked sells gives got gets puts takes took "
    "added brought received collected found lost used picked planted baked twice three four five six seven eight "
    "nine ten eleven twelve twenty thirty forty fifty hundred first second third quarter percent fewer times as "
    "starts begins ends now then after before later finally same equal equally share shares split remain remains"
)
WORDS = ROLE_WORDS + tuple(dict.fromkeys(f" {word}" for word in _COMMON))
