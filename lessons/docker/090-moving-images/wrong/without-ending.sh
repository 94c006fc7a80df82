docker save -o site student/site:1
