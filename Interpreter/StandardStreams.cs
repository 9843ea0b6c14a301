using Moonwire.Runtime.Native;

namespace Moonwire.Interpreter;

/// <summary>Standard output and standard error for what a program says beside the script's own output.</summary>
internal static class StandardStreams
{
    internal static void WriteOutput(string line) => Write(OutputDescriptor.Output, line, static () => Console.Out);

    internal static void WriteError(string line) => Write(OutputDescriptor.Error, line, static () => Console.Error);

    private static void Write(int descriptor, string line, Func<TextWriter> elsewhere)
    {
        if (OperatingSystem.IsLinux())
        {
            OutputDescriptor.Write(descriptor, line + "\n");
        }
        else
        {
            elsewhere().WriteLine(line);
        }
    }
}
