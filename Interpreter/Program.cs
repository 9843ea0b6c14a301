using Moonwire.Interpreter.CommandLine;
using Moonwire.Interpreter.Streams;
using Moonwire.Runtime.Hosting;
using Moonwire.Runtime.Lua;
using Moonwire.Runtime.Os;

namespace Moonwire.Interpreter;

internal static class Program
{
    private static int Main(string[] args)
    {
        try
        {
            ProgramStart.Tell();
            StandardDescriptors.Reserve();
            MemoryShortage.Prepare(ExecutableName.Get());
            var status = Run(args);
            if (ForkedChild.IsOne)
            {
                ForkedChild.Exit(status);
            }

            return status;
        }
        catch (Exception exception) when (MemoryShortage.IsCauseOf(exception))
        {
            MemoryShortage.End();
            return ExitStatus.Failure;
        }
        catch (DllNotFoundException exception)
        {
            // The Lua library is opened at its first use, which may be --version.
            StandardStreams.WriteError(
                $"{ExecutableName.Get()}: the system does not provide what moonwire needs to start: "
                + exception.Message);
            return ExitStatus.Failure;
        }
    }

    private static int Run(string[] args)
    {
        using var runner = new ScriptRunner();
        return Cli.Run(args, runner.Run, static () => StandardStreams.Output, static () => StandardStreams.Errors);
    }
}
