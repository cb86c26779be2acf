"""The one door of the command line: ``mapart COMMAND``. ``roster`` needs no Django; the rest does."""

import os
import sys


def main() -> None:
    """Run the command of ``sys.argv`` and leave with its exit code: 0 done, 1 a check failed, 2 bad use or input."""
    arguments = sys.argv[1:]
    # Each loads only what it needs: the solver takes half a second and 70 MB, and so does Django.
    if arguments[:1] == ["roster"]:
        from mapart.rostering import cli as roster

        sys.exit(roster.main(arguments[1:]))
    if arguments[:1] == ["demo"]:
        os.environ.setdefault("MAPART_DEMO", "yes")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapart.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line, get_commands
    from django.db import Error

    try:
        django.setup()  # before it, only Django's own commands are known
        name = next(iter(arguments), "help")
        if not name.startswith("-") and name not in {"help", "version", *get_commands()}:
            sys.stderr.write(f"Commande inconnue : {name}. Pour les voir toutes : mapart help\n")
            sys.exit(2)
        if name in {"createsuperuser", "changepassword"}:
            sys.stderr.write(
                "Ma Part n'a pas de mots de passe. La première personne : mapart people appoint\n"
            )
            sys.exit(2)
        execute_from_command_line(["mapart", *arguments])
    except (ImproperlyConfigured, Error, OSError) as trouble:
        from mapart.core import outages

        line = outages.sentence(trouble)
        if line is None or "--traceback" in arguments:
            raise
        sys.stderr.write(f"{line}\n")
        sys.exit(outages.EXIT_CODE)


if __name__ == "__main__":
    main()
