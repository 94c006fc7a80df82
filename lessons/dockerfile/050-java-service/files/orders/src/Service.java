import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Answers at port 8080: / tells the version, /health how it feels, /break makes it ill. */
public class Service {
  private static volatile boolean isBroken = false;

  public static void main(String[] args) throws IOException {
    String version = readVersion();
    HttpServer server = HttpServer.create(new InetSocketAddress(8080), 0);
    server.createContext("/", exchange -> answer(exchange, 200, "Orders " + version));
    server.createContext("/health", exchange -> answer(exchange, isBroken ? 500 : 200, isBroken ? "ill" : "well"));
    server.createContext("/break", exchange -> {
      isBroken = true;
      answer(exchange, 200, "broken");
    });
    server.start();
    System.out.println("Orders " + version + " listens on port 8080 as " + System.getProperty("user.name"));
  }

  /** The jar holds it: make-jar.sh puts it there. */
  private static String readVersion() throws IOException {
    try (var file = Service.class.getResourceAsStream("/version.txt")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = (text + "\n").getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
