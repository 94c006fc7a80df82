import java.net.HttpURLConnection;
import java.net.URI;

/** Ends with 0 if the service says that it is well, otherwise with 1. */
public class Ping {
  public static void main(String[] args) throws Exception {
    var address = URI.create("http://127.0.0.1:8080/health").toURL();
    int status = ((HttpURLConnection) address.openConnection()).getResponseCode();
    System.out.println("/health answered " + status);
    System.exit(status == 200 ? 0 : 1);
  }
}
