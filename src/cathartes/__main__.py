"""``python -m cathartes``: the command line where no script is installed."""

from cathartes.cli.app import main

main()
