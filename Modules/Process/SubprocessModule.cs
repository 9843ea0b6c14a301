using Moonwire.Modules.Pipe;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Hosting;
using Moonwire.Runtime.Loop;
using Moonwire.Runtime.Lua;
using Moonwire.Runtime.Processes;
using Moonwire.Runtime.Sockets;

namespace Moonwire.Modules.Process;

/// <summary>
/// <c>system.spawn</c>, <c>system.run</c> and the type <c>subprocess</c>: programs that the script starts. The
/// functions wait, close, wait_for_line and run suspend.
/// </summary>
internal sealed class SubprocessModule(
    ModuleContext context, ObjectType<FileDescriptor> descriptors, StreamTypes streams) : LuaModule
{
    private const int HighestSignal = 64;

    private readonly ObjectType<ChildProcess> _children = new("subprocess", static child => child.Collect(), cost: 700);
    private readonly FiberScheduler _fibers = context.Fibers;

    public override string Name => "subprocess";

    public override string Shim => "subprocess.lua";

    public override IReadOnlyList<ModuleFunction> Functions =>
    [
        new("spawn", Spawn),
        new("run", StartForRun),
        new("wait", Wait),
        new("kill", Kill),
        new("close", Close),
        new("next_line", NextLine, Shown: "wait_for_line"),
        new("finish", Finish, Shown: "run"),
        new("pid", call => Return(call, _children.Get(call, 1) is { IsRunning: true } child ? child.Number : null)),
        new("exit_code", call => Return(call, _children.Get(call, 1).ExitCode)),
        new("exit_signal", call => Return(call, _children.Get(call, 1).ExitSignal)),
        new("output", Output, Shown: "run"),
        new("due", call => call.Return(MonotonicClock.Later(call.Number(1)))),
        new("is_descriptor", call => call.Return(descriptors.TryGet(call.Stack, 1) is not null)),
        new("__tostring", ToText),
    ];

    public override void AddValues(ModuleBuilder builder) =>
        builder.Add(_children).Add("EINVAL", Errno.EINVAL).Add("HIGHEST_SIGNAL", HighestSignal);

    /// <summary>
    /// <c>spawn(options: table) -> subprocess</c>. The shim checks the options and passes them as separate arguments:
    /// the program's name and paths, lists as strings whose elements end with a NUL byte, numbers, and the ten
    /// descriptors. The function also returns the streams of the pipes.
    /// </summary>
    private int Spawn(LuaCall call)
    {
        var stack = call.Stack;
        var child = new ChildProcess(context.Loop, context.Children) { SignalOnCollect = (int)call.Integer(11) };
        var plan = new SpawnPlan
        {
            ProgramName = call.Text(1),
            Programs = call.Bytes(2).ToArray(),
            Arguments = call.Bytes(3).ToArray(),
            Environment = call.Bytes(4).ToArray(),
            WorkingDirectory = call.IsAbsent(5) ? null : call.Bytes(5).ToArray(),
            Program = call.IsAbsent(6) ? -1 : descriptors.Get(call, 6).Number,
            StartsSession = stack.ToBoolean(7),
            Group = (int)call.Integer(8),
            Mask = (int)call.Integer(9),
            DeathSignal = (int)call.Integer(10),
        };
        const int First = 12;
        var ends = new ChildEnds(context.Loop, child, plan);
        for (var number = 0; number < SpawnPlan.MaxDescriptors; number++)
        {
            var argument = First + number;
            if (descriptors.TryGet(stack, argument) is { } descriptor)
            {
                ends.Give(number, descriptor);
            }
            else if (!call.IsAbsent(argument) || number < ChildEnds.Standard)
            {
                ends.Give(number, KindOf(call, argument));
            }
        }

        _children.Push(stack, child);
        Push(stack, child.Input, streams.Writers);
        Push(stack, child.Output, streams.Readers);
        Push(stack, child.Errors, streams.Readers);
        DescriptorLimit.Make(call, ends.Start);
        if (context.Tests.Ledger is { } ledger)
        {
            var text = $"{plan.ProgramName} (process {child.Number})";
            ledger.Add(call, "child", () => child.IsRunning ? text : null, child.KillNow);
        }

        return 4;
    }

    /// <summary>
    /// A part of <c>run</c>: starts the program, unless the fiber cannot wait for the program's end.
    /// </summary>
    private int StartForRun(LuaCall call)
    {
        _fibers.RequireSuspendable(call);
        return Spawn(call);
    }

    /// <summary>
    /// <c>wait(self) -> integer, integer|nil</c>: exit_code and exit_signal after the program has ended.
    /// </summary>
    private int Wait(LuaCall call)
    {
        var child = _children.Get(call, 1);
        _fibers.RequireSuspendable(call);
        var wait = new ChildWait(child);
        if (child.TryReap())
        {
            return _fibers.TrySpendBudget() ? wait.ReturnOutcome(call.Stack) : _fibers.ParkReady(call, wait);
        }

        child.KeepOutput();
        wait.Begin();
        return _fibers.Park(call, wait);
    }

    /// <summary><c>kill(self, signal: integer)</c>. Raises ESRCH if the program was reaped.</summary>
    private int Kill(LuaCall call)
    {
        var child = _children.Get(call, 1);
        var signal = call.Integer(2);
        child.Kill(signal is >= 0 and <= HighestSignal
            ? (int)signal
            : throw LuaCall.Invalid(2, $"{signal} is not the number of a signal"));
        return 0;
    }

    /// <summary>
    /// <c>close(self[, seconds: number])</c>: closes the program's pipes and ends the program with SIGTERM. If the
    /// program still runs after the given seconds, it gets SIGKILL. If the fiber cannot suspend, the child is left to
    /// the <see cref="ChildReaper"/>.
    /// </summary>
    private int Close(LuaCall call)
    {
        const double Patience = 5;
        var child = _children.Get(call, 1);
        var patience = call.IsAbsent(2) ? Patience : call.Number(2);
        if (!(patience >= 0 && double.IsFinite(patience)))
        {
            throw LuaCall.Invalid(2, $"{patience} seconds is not a time to wait", Errno.EDOM);
        }

        var mayPark = _fibers.MayPark(call);
        if (mayPark)
        {
            _fibers.RequireSuspendable(call, interruptible: false);
        }

        child.ClosePipes();
        if (child.TryReap())
        {
            return 0;
        }

        child.Terminate();
        if (!mayPark)
        {
            child.Collect();
            return 0;
        }

        var wait = new ChildEnd(child, context.Loop, patience);
        wait.Begin();
        return _fibers.Park(call, wait);
    }

    /// <summary>
    /// A part of <c>wait_for_line</c>: <c>next_line(self, due: integer|nil, wanted: string) -> string</c>.
    /// </summary>
    private int NextLine(LuaCall call)
    {
        var child = _children.Get(call, 1);
        _fibers.RequireSuspendable(call);
        if (!child.Lines.HasStreams)
        {
            throw new LuaFailure(LuaError.Generic(Errno.EINVAL) with
            {
                Argument = 1,
                Detail = "neither stdout nor stderr of the program is \"pipe\"",
            });
        }

        var wait = new LineWait(child.Lines, call.IsAbsent(2) ? long.MaxValue : call.Integer(2), call.Text(3));
        return !wait.Begin() ? _fibers.Park(call, wait)
            : _fibers.TrySpendBudget() ? wait.ReturnOutcome(call.Stack)
            : _fibers.ParkReady(call, wait);
    }

    /// <summary>A part of <c>run</c>: <c>finish(self, input: string|nil, limit: integer)</c>.</summary>
    private int Finish(LuaCall call)
    {
        var child = _children.Get(call, 1);
        var limit = (int)call.Integer(3);
        _fibers.RequireSuspendable(call);
        if (child.Input is { } stream)
        {
            stream.WriteAndClose(call.IsAbsent(2) ? [] : call.Bytes(2).ToArray());
        }

        var wait = new RunWait(child);
        return wait.Begin(limit) ? _fibers.ParkReady(call, wait) : _fibers.Park(call, wait);
    }

    /// <summary>
    /// A part of <c>run</c>: <c>output(self) -> string|nil, string|nil, boolean</c>: the kept output of both pipes, and
    /// true if the program wrote more.
    /// </summary>
    private int Output(LuaCall call)
    {
        var child = _children.Get(call, 1);
        foreach (var stream in new[] { child.Output, child.Errors })
        {
            if (stream is null)
            {
                call.Stack.PushNil();
            }
            else
            {
                call.Stack.Push(stream.TakeAll());
                stream.Close();
            }
        }

        call.Stack.Push(child.Output is { IsTruncated: true } || child.Errors is { IsTruncated: true });
        return 3;
    }

    /// <summary>Returns the kind of a standard descriptor by its argument: absent, "share" or "pipe".</summary>
    private static ChildEndKind KindOf(LuaCall call, int argument) =>
        call.IsAbsent(argument) ? ChildEndKind.Broken
        : call.Text(argument) == "share" ? ChildEndKind.Shared
        : ChildEndKind.Pipe;

    private int ToText(LuaCall call)
    {
        var child = _children.Get(call, 1);
        return call.Return($"subprocess ({(child.IsRunning ? $"{child.Number}" : "ended")})");
    }

    private static void Push<T>(LuaThread stack, T? stream, ObjectType<T> type)
        where T : class
    {
        if (stream is null)
        {
            stack.PushNil();
        }
        else
        {
            type.Push(stack, stream);
        }
    }

    private static int Return(LuaCall call, int? value) =>
        value is { } number ? call.Return((long)number) : call.ReturnNil();
}
