docker network create wordpress_nets
