docker build -t bakery:after bakery
