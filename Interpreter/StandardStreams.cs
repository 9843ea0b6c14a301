using Moonwire.Runtime.Native;

namespace Moonwire.Interpreter;

/// <summary>Standard output and standard error for what a program says beside the script's own output.</summary>
internal static class StandardStreams
{
    internal static void WriteOutput(string line)
    {
        if (OperatingSystem.IsLinux())
        {
            OutputDescriptor.Write(OutputDescriptor.Output, line + "\n");
        }
        else
        {
            Console.Out.WriteLine(line);
        }
    }

    internal static void WriteError(string line)
    {
        if (OperatingSystem.IsLinux())
        {
            OutputDescriptor.Write(OutputDescriptor.Error, line + "\n");
        }
        else
        {
            Console.Error.WriteLine(line);
        }
    }
}
