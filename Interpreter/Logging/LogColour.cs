namespace Moonwire.Interpreter.Logging;

internal static class LogColour
{
    /// <summary>
    /// Returns true if the log on a terminal has colours. NO_COLOR turns them off if it is set and not empty
    /// (no-color.org).
    /// </summary>
    internal static bool IsWanted(bool isRedirected, Func<string, string?> variable) =>
        !isRedirected && string.IsNullOrEmpty(variable("NO_COLOR")) && variable("TERM") != "dumb";
}
