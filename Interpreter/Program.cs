using Moonwire.Interpreter.CommandLine;
using Moonwire.Interpreter.Streams;
using Moonwire.Runtime.Os;

namespace Moonwire.Interpreter;

internal static class Program
{
    private static int Main(string[] args)
    {
        StandardDescriptors.Reserve();
        using var runner = new ScriptRunner();
        return Cli.Run(args, runner.Run, () => Console.Out, () => StandardStreams.Errors);
    }
}
