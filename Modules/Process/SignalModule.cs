using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Hosting;
using Moonwire.Runtime.Lua;
using Moonwire.Runtime.Signals;

namespace Moonwire.Modules.Process;

/// <summary><c>system.signal</c>: signals of the system. wait suspends, and raise may suspend.</summary>
internal sealed class SignalModule(ModuleContext context) : LuaModule
{
    private readonly ObjectType<SignalSet> _sets = new("system.signal.set", static set => set.Close(), cost: 300);

    public override string Name => "system.signal";

    public override string Shim => "signal.lua";

    public override IReadOnlyList<ModuleFunction> Functions =>
    [
        new("raise", Raise),
        new("ignore", Ignore),
        new("default", Restore),
        new("new", New),
        new("wait", Wait),
        new("add", Add),
        new("remove", Remove),
        new("clear", Clear),
        new("cancel", Cancel),
        new("close", Close),
        new("__tostring", call => call.Return($"system.signal.set ({_sets.Get(call, 1)})")),
    ];

    public override void AddValues(ModuleBuilder builder)
    {
        builder.Add(_sets);
        foreach (var (name, number) in SignalNumbers.ByName)
        {
            builder.Add(name, number);
        }
    }

    /// <summary>
    /// <c>raise(signal: integer)</c>: sends a signal to this process. EINVAL if the number is not a signal's.
    /// </summary>
    private int Raise(LuaCall call)
    {
        var number = call.Integer(1);
        if (SignalNumbers.WhyNotRaised(number) is { } reason)
        {
            throw LuaCall.Invalid(1, reason);
        }

        var mayPark = context.Fibers.MayPark(call);
        if (mayPark)
        {
            context.Fibers.RequireSuspendable(call, interruptible: false);
        }

        return context.Signals.Raise((int)number, mayPark) is { } wait ? context.Fibers.Park(call, wait) : 0;
    }

    /// <summary><c>ignore(signal: integer)</c>: ignores a signal. EPERM if a set holds the signal.</summary>
    private int Ignore(LuaCall call)
    {
        context.Signals.Ignore(Handled(call, 1));
        return 0;
    }

    /// <summary><c>default(signal: integer)</c>: undoes <c>ignore</c>. EPERM if a set holds the signal.</summary>
    private int Restore(LuaCall call)
    {
        context.Signals.Restore(Handled(call, 1));
        return 0;
    }

    /// <summary><c>new(signal: integer, ...) -> system.signal.set</c></summary>
    private int New(LuaCall call)
    {
        var numbers = new int[call.Stack.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = Handled(call, i + 1);
        }

        _sets.PushNew(call, _ =>
        {
            var set = new SignalSet(context.Signals, context.Fibers);
            Array.ForEach(numbers, set.Add);
            return set;
        });
        return 1;
    }

    /// <summary>
    /// <c>wait(self) -> integer</c>: suspends until a signal of the set arrives. operation_aborted if the wait is
    /// cancelled.
    /// </summary>
    private int Wait(LuaCall call)
    {
        var set = _sets.Get(call, 1);
        context.Fibers.RequireSuspendable(call);
        var wait = new SignalWait(set);
        if (!set.TryTake(out var number))
        {
            set.Enqueue(wait);
            return context.Fibers.Park(call, wait);
        }

        wait.Number = number;
        return !context.Fibers.TrySpendBudget() ? context.Fibers.ParkReady(call, wait) : call.Return((long)number);
    }

    /// <summary>
    /// <c>add(self, signal: integer)</c>: adds a signal. EINVAL for a signal that no program can handle; EBADF if the
    /// set is closed.
    /// </summary>
    private int Add(LuaCall call)
    {
        _sets.Get(call, 1).Add(Handled(call, 2));
        return 0;
    }

    /// <summary>
    /// <c>remove(self, signal: integer)</c>: removes a signal, and drops its arrivals. EBADF if the set is closed.
    /// </summary>
    private int Remove(LuaCall call)
    {
        _sets.Get(call, 1).Remove(Handled(call, 2));
        return 0;
    }

    /// <summary><c>clear(self)</c>: removes every signal. EBADF if the set is closed.</summary>
    private int Clear(LuaCall call)
    {
        _sets.Get(call, 1).Clear();
        return 0;
    }

    /// <summary><c>cancel(self)</c>: waiting fibers get operation_aborted. EBADF if the set is closed.</summary>
    private int Cancel(LuaCall call)
    {
        _sets.Get(call, 1).Cancel();
        return 0;
    }

    /// <summary><c>close(self)</c>: cancels and clears the set permanently.</summary>
    private int Close(LuaCall call)
    {
        _sets.Get(call, 1).Close();
        return 0;
    }

    /// <summary>Returns the argument, which must be the number of a signal that a program can handle.</summary>
    private static int Handled(LuaCall call, int argument)
    {
        if (call.Stack.TypeOf(argument) == LuaType.String && SignalNumbers.ByName.ContainsKey(call.Text(argument)))
        {
            throw LuaCall.Invalid(
                argument,
                $"integer expected, got string; the number of the signal is system.signal.{call.Text(argument)}");
        }

        var number = call.Integer(argument);
        return SignalNumbers.WhyNotHandled(number) is { } reason
            ? throw LuaCall.Invalid(argument, reason)
            : (int)number;
    }
}
