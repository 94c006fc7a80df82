[ -z "$BASH_VERSION" ] || [ ! -r ~/.bashrc ] || . ~/.bashrc
