package io.busbar.plugins;

/** A plugin can't be loaded or started; the message says why, and what its author or the operator can do. */
public final class PluginException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates one with a whole sentence. */
    public PluginException(String message) {
        super(message);
    }

    private PluginException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Returns what to say of {@code cause}, which came out of the plugin's code. */
    static PluginException of(String plugin, String what, Throwable cause) {
        return new PluginException("plugin " + plugin + " " + what + ": " + describe(cause), cause);
    }

    /** A class that is not there is told by its own message, which the class loader made for the author. */
    private static String describe(Throwable cause) {
        for (Throwable e = cause; e != null; e = e.getCause()) {
            if (e instanceof ClassNotFoundException) {
                return String.valueOf(e.getMessage());
            }
        }
        Throwable told = cause;
        while (told.getCause() != null && told.getClass().getName().startsWith("java.util.Service")) {
            told = told.getCause();
        }
        return told.toString();
    }
}
