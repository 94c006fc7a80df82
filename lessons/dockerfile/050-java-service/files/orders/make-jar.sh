# sh make-jar.sh 1.9 compiles src/ and packs target/orders-1.9.jar
set -e
version="$1"
rm -rf target/classes
mkdir -p target/classes
javac -d target/classes src/*.java
echo "$version" > target/classes/version.txt
jar --create --file "target/orders-$version.jar" --main-class Service -C target/classes .
echo "target/orders-$version.jar is ready"
