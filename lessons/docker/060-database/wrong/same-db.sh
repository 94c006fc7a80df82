docker restart db
timeout 60 sh -c "until docker exec db mariadb -uroot -psecret -e \"SELECT 1\"; do sleep 0.5; done"
