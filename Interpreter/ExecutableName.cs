using System.Text;

namespace Moonwire.Interpreter;

/// <summary>The name by which the program was called. Messages start with it, and <c>arg</c> contains it.</summary>
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

        // In a plain build, the first argument is the .dll.
        return OperatingSystem.IsLinux() ? FirstArgument() : Environment.ProcessPath ?? name;
    }

    private static string FirstArgument()
    {
        var all = File.ReadAllBytes(CommandLine);
        return Encoding.UTF8.GetString(all, 0, Array.IndexOf(all, (byte)0));
    }
}
