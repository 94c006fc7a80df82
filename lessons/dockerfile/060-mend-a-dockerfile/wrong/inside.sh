docker rm -f shop
printf 'FROM busybox\nWORKDIR /srv\nCOPY . .\nUSER nobody\nCMD ["httpd", "-f", "-p", "8080", "-h", "/srv"]\n' > bakery/Dockerfile
docker build -t bakery:after bakery
docker run -d --name shop -p 8080:8080 bakery:after
