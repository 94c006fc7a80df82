docker rmi -f debian:latest debian:13 mine:first
