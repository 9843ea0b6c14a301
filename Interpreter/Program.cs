using Moonwire.Interpreter.CommandLine;

namespace Moonwire.Interpreter;

internal static class Program
{
    private static int Main(string[] args)
    {
        using var runner = new ScriptRunner();
        return Cli.Run(args, runner.Run, () => Console.Out, () => Console.Error);
    }
}
