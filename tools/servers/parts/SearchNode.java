import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.opensearch.common.logging.LogConfigurator;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.plugins.Plugin;

/**
 * One node in this process, until SIGTERM. SearchNode HOME CONFIGURATION [PLUGIN...]: the configuration
 * folder has opensearch.yml (or elasticsearch.yml) and log4j2.properties; a plugin is its class. What
 * the server's own start script does beyond that (a security manager, a scan of folders) is not needed.
 */
public final class SearchNode extends Node {
  private SearchNode(Environment environment, Collection<Class<? extends Plugin>> plugins) {
    super(environment, plugins, false);
  }

  public static void main(String[] arguments) throws Exception {
    Path home = Paths.get(arguments[0]);
    Map<String, String> properties = new HashMap<>();
    properties.put("path.home", home.toString());
    Environment environment = InternalSettingsPreparer.prepareEnvironment(
        Settings.EMPTY, properties, Paths.get(arguments[1]), () -> "node");
    LogConfigurator.setNodeName(Node.NODE_NAME_SETTING.get(environment.settings()));
    LogConfigurator.configure(environment);
    List<Class<? extends Plugin>> plugins = new ArrayList<>();
    for (int i = 2; i < arguments.length; i++) {
      plugins.add(Class.forName(arguments[i]).asSubclass(Plugin.class));
    }
    SearchNode node = new SearchNode(environment, plugins);
    CountDownLatch closed = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      try {
        node.close();
      } catch (Exception e) {
        e.printStackTrace();
      } finally {
        closed.countDown();
      }
    }));
    node.start();
    closed.await();
  }

  @Override
  protected void configureNodeAndClusterIdStateListener(
      org.opensearch.cluster.service.ClusterService service) {
    try {
      super.configureNodeAndClusterIdStateListener(service);
    } catch (RuntimeException setAlready) {
      // The logger's node id belongs to the process, and a process has one.
    }
  }
}
