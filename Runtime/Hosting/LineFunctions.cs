using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Hosting;

/// <summary>
/// The managed functions with which <c>terminal_lines.lua</c> reads lines from a terminal while other fibers run.
/// </summary>
/// <param name="tellWaiting">Reports the fibers for which the program continues.</param>
internal sealed class LineFunctions(EventLoop loop, ILineTerminal terminal, Action<FiberScheduler> tellWaiting)
{
    internal void AddTo(ModuleBuilder builder) =>
        builder.Add("read_line", Read).Add("offer", Offer).Add("save_line", Save).Add("hide_line", Hide)
            .Add("tell_waiting", TellWaiting);

    /// <summary>
    /// <c>read_line([prompt: string]) -> kind: integer, text: string</c>. Suspends. Clears any interruption and
    /// forbid_suspend that the last statement has left behind.
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

    /// <summary>
    /// <c>offer(replaced: integer, candidates: string)</c>: offers completions. A newline follows each candidate.
    /// </summary>
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

    /// <summary>
    /// <c>hide_line()</c>: removes the line from the screen, because other text is about to be written there.
    /// </summary>
    private int Hide(LuaCall call)
    {
        terminal.Hide();
        return 0;
    }

    /// <summary>
    /// <c>tell_waiting()</c>: reports the waiting fibers after the end of input. If nothing can wake them, the report
    /// of the deadlock lists them instead.
    /// </summary>
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
