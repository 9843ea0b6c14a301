using Moonwire.Runtime.Native;

namespace Moonwire.Interpreter;

/// <summary>Standard error for what a program says beside the script's own output.</summary>
internal static class StandardStreams
{
    internal static void WriteError(string line)
    {
        if (OperatingSystem.IsLinux())
        {
            OutputDescriptor.Write(OutputDescriptor.Error, line + "\n"); // Console needs a descriptor of its own
        }
        else
        {
            Console.Error.WriteLine(line);
        }
    }
}
