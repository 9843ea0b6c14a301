using System.Diagnostics;
using System.Globalization;
using System.Text;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Hosting;
using Moonwire.Runtime.Lua;
using Moonwire.Runtime.Os;

namespace Moonwire.Modules.Testing;

/// <summary>
/// The managed functions of <c>moonwire.test</c>. The files of the folder <c>Library</c> call them. No function
/// suspends.
/// </summary>
internal sealed class TestSupportModule(ModuleContext context) : LuaModule
{
    private readonly PortLeases _leases = new();

    private TestRecording? _recording;

    public override string Name => "test_support";

    public override string Shim => "test_support.lua";

    public override IReadOnlyList<ModuleFunction> Functions => [];

    public override void AddValues(ModuleBuilder builder) => builder
        .Add("watch", Watch)
        .Add("own", Own)
        .Add("ready", call => call.Return((long)(context.Tests.Ledger?.ReadyCount(Owner(call)) ?? 0)))
        .Add("live", Live)
        .Add("failures", Failures)
        .Add("end_all", EndAll)
        .Add("forget", Forget)
        .Add("report", Report)
        .Add("recorded", call => call.Return(context.Sockets.Recorder?.Sequence ?? 0))
        .Add("datagrams", Datagrams)
        .Add("begin_recording", Recording.Begin)
        .Add("note", Recording.Note)
        .Add("write_recording", Recording.Write)
        .Add("hidden", Hidden)
        .Add("arm", Arm)
        .Add("disarm", Disarm)
        .Add("broken", call => ReturnText(call, context.Tests.Broken))
        .Add("clock", static call => call.Return(Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency))
        .Add("seed", static call => call.Return((long)Random.Shared.Next()))
        .Add("cover", Cover)
        .Add("covered", Covered)
        .Add("is_program", static call => call.Return(IsProgram(LosslessText.Decode(call.Bytes(1)))))
        .Add("lease_port", call => call.Return((long)_leases.Lease()));

    private TestRecording Recording => _recording ??= new TestRecording(context);

    /// <summary>Returns true for a file that somebody may execute.</summary>
    private static bool IsProgram(string path)
    {
        const UnixFileMode Execute =
            UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return File.Exists(path)
            && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Execute) != UnixFileMode.None);
    }

    /// <summary><c>watch()</c>: starts to record which test creates which resource.</summary>
    private int Watch(LuaCall call)
    {
        _ = call;
        context.Tests.OpenLedger();
        return 0;
    }

    /// <summary><c>own(owner: integer)</c>: calls <see cref="ResourceLedger.Own"/>.</summary>
    private int Own(LuaCall call)
    {
        context.Tests.Ledger?.Own(Owner(call));
        return 0;
    }

    /// <summary><c>live(owner: integer) -> table</c>: a list with {kind, text, place} for each open resource.</summary>
    private int Live(LuaCall call)
    {
        var stack = call.Stack;
        var owner = Owner(call);
        stack.PushTable();
        var position = 0;
        foreach (var (kind, text, place) in context.Tests.Ledger?.Open(owner) ?? [])
        {
            stack.PushTable();
            Set(stack, "kind", kind);
            Set(stack, "text", text);
            Set(stack, "place", place);
            stack.SetElement(-2, ++position);
        }

        return 1;
    }

    /// <summary>
    /// <c>failures(owner: integer) -> table</c>: a list with {message, trace} for each failed fiber that no fiber has
    /// joined.
    /// </summary>
    private int Failures(LuaCall call)
    {
        var stack = call.Stack;
        var owner = Owner(call);
        stack.PushTable();
        var position = 0;
        foreach (var (message, trace) in context.Tests.Ledger?.TakeFailures(owner) ?? [])
        {
            stack.PushTable();
            Set(stack, "message", message);
            Set(stack, "trace", trace);
            stack.SetElement(-2, ++position);
        }

        return 1;
    }

    /// <summary><c>end_all(owner: integer)</c>: calls <see cref="ResourceLedger.End"/>.</summary>
    private int EndAll(LuaCall call)
    {
        context.Tests.Ledger?.End(Owner(call));
        return 0;
    }

    private int Forget(LuaCall call)
    {
        context.Tests.Ledger?.Forget(Owner(call));
        return 0;
    }

    /// <summary>
    /// <c>report(heading: string) -> string</c>: the state of every fiber, and the open resources of all tests.
    /// </summary>
    private int Report(LuaCall call) => ReturnText(call, Complete(context.Tests.Of(call.Text(1))));

    /// <summary>
    /// <c>datagrams(after: integer) -> string|nil</c>: lines about the last datagrams after the event of this number.
    /// </summary>
    private int Datagrams(LuaCall call) =>
        ReturnText(call, context.Tests.DatagramsAfter(call.Integer(1)) is { Length: > 0 } text ? text[1..] : null);

    /// <summary>
    /// <c>hidden(datagram: string, local_port: integer, address: string|nil, port: integer|nil) -> string|nil</c>: the
    /// bytes of a received datagram that texts must not show (<see cref="Runtime.Recording.Redactions.Mark"/>), as a
    /// string with 1 for a hidden byte and 0 for another byte. Nil if no byte is hidden.
    /// </summary>
    private int Hidden(LuaCall call)
    {
        if (context.Redactions is not { } redactions)
        {
            return call.ReturnNil();
        }

        var datagram = call.Bytes(1);
        var mask = new byte[datagram.Length];
        var address = call.IsAbsent(3) ? null : call.Text(3);
        return redactions.Mark(datagram, mask, (int)call.Integer(2, 0), address, (int)call.Integer(4, 0))
            ? call.Return(mask)
            : call.ReturnNil();
    }

    /// <summary>
    /// <c>arm(seconds: number, heading: string)</c>: calls <see cref="TestSupport.Arm"/>.
    /// </summary>
    private int Arm(LuaCall call)
    {
        const double most = 1e6;
        context.Tests.Arm(TimeSpan.FromSeconds(Math.Min(call.Number(1), most)), call.Text(2));
        return 0;
    }

    /// <summary><c>disarm() -> string|nil</c>: calls <see cref="TestSupport.Disarm"/>.</summary>
    private int Disarm(LuaCall call)
    {
        return ReturnText(call, context.Tests.Disarm() is { } report ? Complete(report) : null);
    }

    /// <summary><c>cover()</c>: starts to count how often each line runs.</summary>
    private int Cover(LuaCall call)
    {
        LineCoverage.Start(call.Stack, context.MainStack);
        return 0;
    }

    /// <summary><c>covered() -> table</c>: maps the name of each chunk to its counts by line.</summary>
    private static int Covered(LuaCall call)
    {
        var stack = call.Stack;
        stack.PushTable();
        foreach (var (name, hits) in LineCoverage.Counts())
        {
            stack.PushTable();
            for (var line = 1; line < hits.Length; line++)
            {
                if (hits[line] > 0)
                {
                    stack.Push(hits[line]);
                    stack.SetElement(-2, line);
                }
            }

            stack.SetField(-2, name);
        }

        return 1;
    }

    private string Complete(string report)
    {
        var text = new StringBuilder(report);
        foreach (var (kind, what, place) in context.Tests.Ledger?.Everything() ?? [])
        {
            _ = text.Append(CultureInfo.InvariantCulture, $"\nopen: {kind} {what}")
                .Append(place is null ? "" : ", made at ").Append(place);
        }

        return text.ToString();
    }

    private static int Owner(LuaCall call) => (int)call.Integer(1);

    private static int ReturnText(LuaCall call, string? text) =>
        text is null ? call.ReturnNil() : call.Return(Encoding.UTF8.GetBytes(text));

    private static void Set(LuaThread stack, string name, string? text)
    {
        if (text is not null)
        {
            stack.Push(Encoding.UTF8.GetBytes(text));
            stack.SetField(-2, name);
        }
    }
}
