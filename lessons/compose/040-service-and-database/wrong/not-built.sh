curl -s -d 'The Lighthouse' localhost:8000/books
cd books
sed -i 's/^TITLE = .*/TITLE = "Library"/' service/app.py
docker compose up -d
