printf 'FROM debian\nCOPY motto.rb /motto.rb\nCMD ["ruby", "/motto.rb"]\n' > motto/by-hand.Dockerfile
docker build -t motto:by-hand -f motto/by-hand.Dockerfile motto
docker run --name one motto:by-hand || true
