"""`python -m specrc_cli` is `specrc`."""

from specrc_cli.cli.app import main

if __name__ == "__main__":
    main()
