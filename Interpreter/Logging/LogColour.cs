namespace Moonwire.Interpreter.Logging;

internal static class LogColour
{
    /// <summary>Whether a terminal gets colours: not when NO_COLOR is set and not empty (no-color.org), nor when it has none.</summary>
    internal static bool IsWanted(bool isRedirected, Func<string, string?> variable) =>
        !isRedirected && string.IsNullOrEmpty(variable("NO_COLOR")) && variable("TERM") != "dumb";
}
