using System.Text;

namespace Moonwire.Interpreter;

/// <summary>The name that the program was called by, which messages start with and <c>arg</c> holds.</summary>
internal static class ExecutableName
{
    private const string CommandLine = "/proc/self/cmdline";

    internal static string Get()
    {
        var name = Environment.GetCommandLineArgs()[0];
        if (!name.EndsWith(".dll", StringComparison.Ordinal))
        {
            return name;
        }

        // A plain build gives its .dll instead.
        return OperatingSystem.IsLinux() ? FirstArgument() : Environment.ProcessPath ?? name;
    }

    private static string FirstArgument()
    {
        var all = File.ReadAllBytes(CommandLine);
        return Encoding.UTF8.GetString(all, 0, Array.IndexOf(all, (byte)0));
    }
}
