using System.ComponentModel;
using Moonwire.Interpreter.CommandLine;
using Moonwire.Runtime.Errors;
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
            return Cli.Run(args, runner.Run, static () => Console.Out, () => StandardStreams.Errors);
        }
        catch (Exception exception) when (MemoryShortage.IsCauseOf(exception))
        {
            MemoryShortage.End();
            return LuaHost.ExitFailure;
        }
        catch (Exception exception) when (exception is DllNotFoundException or Win32Exception or LuaFailure or IOException)
        {
            // the system has no descriptors, or no threads, for what the program cannot be without
            StandardStreams.WriteError($"{ExecutableName.Get()}: the system does not give what moonwire needs to start: {exception.Message}");
            return LuaHost.ExitFailure;
        }
    }
}
