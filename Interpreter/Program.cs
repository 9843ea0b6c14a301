using Moonwire.Interpreter.CommandLine;
using Moonwire.Runtime.Hosting;
using Moonwire.Runtime.Native;

namespace Moonwire.Interpreter;

internal static class Program
{
    private static int Main(string[] args)
    {
        try
        {
            StandardDescriptors.Reserve();
            MemoryShortage.Prepare(ExecutableName.Get());
            using var runner = new ScriptRunner();
            return Cli.Run(args, runner.Run, static () => StandardStreams.Output, static () => StandardStreams.Errors);
        }
        catch (Exception exception) when (MemoryShortage.IsCauseOf(exception))
        {
            MemoryShortage.End();
            return LuaHost.ExitFailure;
        }
    }
}
