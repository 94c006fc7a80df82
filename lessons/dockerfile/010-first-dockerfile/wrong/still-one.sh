sed -i 's/Open today/Sale/' pages/index.html shop/index.html 2>/dev/null || true
docker build -t shop:2 shop
