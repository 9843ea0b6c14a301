namespace Moonwire.Interpreter.CommandLine;

/// <summary>
/// Where moonwire's own options end: at the script, which is the first argument that is no option and no option's
/// value, at "-", or at "--". As with lua, everything behind it is the script's.
/// </summary>
/// <param name="Options">moonwire's options and their values.</param>
/// <param name="Script">The script, or null.</param>
/// <param name="ScriptArguments">What follows the script.</param>
internal sealed record ArgumentSplit(string[] Options, string? Script, string[] ScriptArguments)
{
    internal static ArgumentSplit Of(string[] arguments)
    {
        var end = 0;
        while (end < arguments.Length && IsOption(arguments[end]))
        {
            end += RootDefinition.TakesValue(arguments[end]) ? 2 : 1;
        }

        end = Math.Min(end, arguments.Length);
        var script = end < arguments.Length && arguments[end] == "--" ? end + 1 : end;
        return script < arguments.Length
            ? new ArgumentSplit(arguments[..end], arguments[script], arguments[(script + 1)..])
            : new ArgumentSplit(arguments[..end], Script: null, []);
    }

    private static bool IsOption(string argument) => argument.StartsWith('-') && argument is not ("-" or "--");
}
