docker pull -q debian:13
