docker pull -q httpd:2.4
