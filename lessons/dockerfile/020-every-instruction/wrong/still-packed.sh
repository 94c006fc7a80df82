mkdir -p pages && echo '<h1>News</h1>' > pages/news.html
tar -czf guest/pages.tar.gz -C pages .
sed -i '/^COPY/a COPY pages.tar.gz /srv/www/' guest/Dockerfile
docker build -t guest:3 guest
docker run -d --name pages guest:3
