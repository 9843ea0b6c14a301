using Moonwire.Runtime.Native;

namespace Moonwire.Interpreter;

/// <summary>Standard error for what a program says beside the script's own output.</summary>
internal static class StandardStreams
{
    internal static void WriteError(string line)
    {
        if (OperatingSystem.IsLinux())
        {
            OutputDescriptor.Write(OutputDescriptor.Error, line + "\n");
        }
        else
        {
            WriteElsewhere(line);
        }
    }

    /// <summary>Apart, because only to name Console may take a descriptor, of which there may be none left.</summary>
    private static void WriteElsewhere(string line) => Console.Error.WriteLine(line);
}
