using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Hosting;

/// <summary>The managed functions with which <c>terminal_lines.lua</c> reads lines from a terminal; other fibers run meanwhile.</summary>
/// <param name="tellWaiting">Tells which fibers the program goes on for.</param>
internal sealed class LineFunctions(EventLoop loop, ILineTerminal terminal, Action<FiberScheduler> tellWaiting)
{
    internal void AddTo(ModuleBuilder builder) =>
        builder.Add("read_line", Read).Add("offer", Offer).Add("save_line", Save).Add("hide_line", Hide).Add("tell_waiting", TellWaiting);

    /// <summary>
    /// <c>read_line([prompt: string]) -> kind: integer, text: string</c>. Suspends. What the last statement has left of
    /// interruptions and forbidden suspension is over.
    /// </summary>
    private int Read(LuaCall call)
    {
        var fiber = loop.Fibers.Current!;
        if (fiber.IsUnwinding)
        {
            return call.Fail(fiber.Interruption(call.Function));
        }

        fiber.SuspensionForbidden = 0;
        loop.Fibers.Interruption.ForgetInterruption(fiber);
        loop.Fibers.RequireSuspendable(call, interruptible: false);
        var wait = new LineWait(terminal);
        var isParked = false;
        terminal.Read(call.IsAbsent(1) ? null : call.Text(1), found =>
        {
            wait.Found = found;
            if (isParked)
            {
                loop.Fibers.Wake(wait);
            }
        });
        isParked = true;
        return wait.Found is null ? loop.Fibers.Park(call, wait) : loop.Fibers.ParkReady(call, wait);
    }

    /// <summary><c>offer(replaced: integer, candidates: string)</c>: the candidates, each ended with a newline.</summary>
    private int Offer(LuaCall call)
    {
        terminal.Offer((int)call.Integer(1), call.Text(2).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        return 0;
    }

    /// <summary><c>save_line(text: string)</c></summary>
    private int Save(LuaCall call)
    {
        terminal.Save(call.Text(1));
        return 0;
    }

    /// <summary><c>hide_line()</c>: something is about to be written where the line is shown.</summary>
    private int Hide(LuaCall call)
    {
        terminal.Hide();
        return 0;
    }

    /// <summary><c>tell_waiting()</c>: there are no more lines. Fibers that nothing can wake are left to the report of the deadlock.</summary>
    private int TellWaiting(LuaCall call)
    {
        if (!loop.IsStuck)
        {
            tellWaiting(loop.Fibers);
        }

        return 0;
    }

    private sealed class LineWait(ILineTerminal terminal) : Wait(WaitTraits.External)
    {
        internal LineEvent? Found { get; set; }

        public override string Operation => "read";

        public override string Describe() => "a line";

        protected internal override void Withdraw() => terminal.Abandon();

        protected override int PushValues(LuaThread stack)
        {
            var found = Found!.Value;
            stack.Push((long)found.Kind);
            stack.Push(System.Text.Encoding.UTF8.GetBytes(found.Text));
            return 2;
        }
    }
}
