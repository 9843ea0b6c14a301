using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Hosting;
using Moonwire.Runtime.Lua;
using Moonwire.Runtime.Os;
using Moonwire.Runtime.Signals;

namespace Moonwire.Modules.Process;

/// <summary><c>system</c>: this process. No function suspends.</summary>
internal sealed class SystemModule(ModuleContext context) : LuaModule
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
    ];

    public override void AddValues(ModuleBuilder builder) => builder.Add("exit", CheckExit);

    /// <summary><c>arguments: table</c>: the executable, the script, and the script's arguments.</summary>
    private int Arguments(LuaCall call)
    {
        var stack = call.Stack;
        stack.PushTable();
        if (context.Program is { } program)
        {
            var position = 0;
            Add(program.CommandLine[0]);
            for (var i = Math.Max(1, program.ScriptIndex); program.ScriptIndex > 0 && i < program.CommandLine.Count; i++)
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

    /// <summary><c>environment: table</c>: values by name.</summary>
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
    /// <c>exit([code: integer[, options: table]])</c>, given options.force besides: the status, which the shim has the host
    /// end with; or the end at once, if that is asked for.
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
        : throw new LuaFailure(LuaError.Generic(Errno.ENOTSUP) with { Detail = "Windows does not tell the parent of a process" });
}
