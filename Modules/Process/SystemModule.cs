using Moonwire.Modules.Pipe;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Hosting;
using Moonwire.Runtime.Lua;
using Moonwire.Runtime.Os;
using Moonwire.Runtime.Processes;
using Moonwire.Runtime.Recording;
using Moonwire.Runtime.Signals;
using Moonwire.Runtime.Sockets;
using Moonwire.Runtime.Streams;

namespace Moonwire.Modules.Process;

/// <summary><c>system</c>: this process. No function suspends.</summary>
internal sealed class SystemModule(
    ModuleContext context, ObjectType<FileDescriptor> descriptors, StreamTypes streams) : LuaModule
{
    private const int HighestStatus = 255;

    public override string Name => "system";

    public override string Shim => "system.lua";

    public override IReadOnlyList<ModuleFunction> Functions =>
    [
        new("arguments", Arguments),
        new("environment", ListEnvironment),
        new("getpid", static call => call.Return((long)Environment.ProcessId)),
        new("getppid", ParentId),
        new("standard_stream", StandardStream),
        new("listen_fds", ListenDescriptors),
        new("notify", Notify),
    ];

    public override void AddValues(ModuleBuilder builder) => builder.Add("exit", CheckExit).Add("EINVAL", Errno.EINVAL);

    /// <summary><c>arguments: table</c>: the executable, the script and the script's arguments.</summary>
    private int Arguments(LuaCall call)
    {
        var stack = call.Stack;
        stack.PushTable();
        if (context.Program is { } program)
        {
            var position = 0;
            Add(program.CommandLine[0]);
            for (var i = Math.Max(1, program.ScriptIndex);
                program.ScriptIndex > 0 && i < program.CommandLine.Count;
                i++)
            {
                Add(program.CommandLine[i]);
            }

            void Add(string argument)
            {
                stack.Push(CommandLineBytes.Of(argument));
                stack.SetElement(-2, ++position);
            }
        }

        return 1;
    }

    /// <summary><c>environment: table</c>: the environment's values by name.</summary>
    private static int ListEnvironment(LuaCall call)
    {
        var stack = call.Stack;
        stack.PushTable();
        foreach (var (name, value) in ProcessFacts.Environment())
        {
            stack.Push(name);
            stack.Push(value);
            stack.SetPair(-3);
        }

        return 1;
    }

    /// <summary>
    /// <c>listen_fds() -> table</c>: the descriptors that a service manager has passed, by position and by name
    /// (sd_listen_fds(3)). The variables are unset, so that a second call returns an empty table. If one descriptor is
    /// missing, no descriptor is taken over and the variables stay.
    /// </summary>
    private int ListenDescriptors(LuaCall call)
    {
        call.TakesNone();
        foreach (var (number, _) in ServiceManager.ListenDescriptors())
        {
            FileDescriptor.RequireInherited(number);
        }

        var taken = new List<FileDescriptor>();
        try
        {
            PushListenDescriptors(call, taken);
        }
        catch
        {
            taken.ForEach(static descriptor => descriptor.GiveBack());
            throw;
        }

        ServiceManager.UnsetListenVariables();
        return 1;
    }

    private void PushListenDescriptors(LuaCall call, List<FileDescriptor> taken)
    {
        var stack = call.Stack;
        stack.PushTable();
        var table = stack.Count;
        foreach (var (number, name) in ServiceManager.ListenDescriptors())
        {
            descriptors.PushNew(call, _ => FileDescriptor.FromNumber(number));
            taken.Add(descriptors.Get(call, stack.Count));
            if (stack.PushField(table, name) == LuaType.Nil)
            {
                stack.PushCopy(-2);
                stack.SetField(table, name); // the first of a name
            }

            stack.Pop();
            stack.SetElement(table, taken.Count);
        }
    }

    /// <summary>
    /// <c>notify(state: string) -> boolean</c>: sends a state to the service manager (sd_notify(3)). Returns false
    /// without a service manager.
    /// </summary>
    private static int Notify(LuaCall call) => call.Return(ServiceManager.Notify(call.Bytes(1).ToArray()));

    /// <summary>
    /// <c>in_: pipe.read_stream</c>, <c>out: pipe.write_stream</c> and <c>err: pipe.write_stream</c>, by the number of
    /// the descriptor.
    /// </summary>
    private int StandardStream(LuaCall call)
    {
        var number = (int)call.Integer(1);
        if (number == 0)
        {
            streams.Readers.Push(call.Stack, StandardStreams.Input(context.Loop));
        }
        else
        {
            streams.Writers.Push(call.Stack, StandardStreams.Output(context.Loop, number));
        }

        return 1;
    }

    /// <summary>
    /// Checks the arguments of <c>exit([code: integer[, options: table]])</c>, and gets options.force as a third one.
    /// Returns the status, with which the shim makes the host end the program. Ends the process at once if
    /// options.force asks for it.
    /// </summary>
    private int CheckExit(LuaCall call)
    {
        var status = call.Integer(1, 0);
        if (status is < 0 or > HighestStatus)
        {
            throw LuaCall.Invalid(1, $"the exit status {status} is outside 0..{HighestStatus}");
        }

        if (!call.IsAbsent(2) && call.Stack.TypeOf(2) != LuaType.Table)
        {
            throw call.Wrong(2, "table");
        }

        switch (Force(call))
        {
            case "2":
                LuaHost.EndNow((int)status);
                break;
            case "abort":
                LiveRecording.FinishCurrent();
                _ = context.Signals.Raise(SignalNumbers.ByName["SIGABRT"], mayPark: false);
                break;
            case not ("" or "0"):
                throw LuaCall.Invalid(2, "force is 0, 2 or \"abort\"");
        }

        return call.Return(status);
    }

    private static string Force(LuaCall call) => call.Stack.TypeOf(3) switch
    {
        LuaType.None or LuaType.Nil => "",
        LuaType.Number => call.Stack.TryInteger(3, out var number) ? $"{number}" : "?",
        LuaType.String => call.Text(3) is "abort" ? "abort" : "?",
        _ => "?",
    };

    private static int ParentId(LuaCall call) => ProcessFacts.ParentId is { } parent
        ? call.Return((long)parent)
        : throw new LuaFailure(LuaError.Generic(Errno.ENOTSUP) with
        {
            Detail = "Windows does not report the parent of a process",
        });
}
