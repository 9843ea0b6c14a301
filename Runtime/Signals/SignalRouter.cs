using System.Diagnostics;
using System.Runtime.InteropServices;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Loop;
using Moonwire.Runtime.Lua;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Signals;

/// <summary>
/// Delivers each signal to every set of the script that holds the signal. If no set holds the signal and it is not
/// ignored, the action of <see cref="SetDefault"/> runs, or else the system's default action.
/// </summary>
/// <remarks>
/// Handlers run on .NET's threads. A handler posts its signal to the loop if a set holds it; otherwise it runs the
/// default action. All other code runs on the loop's thread, and takes the gate to change fields that handlers read.
/// </remarks>
public sealed class SignalRouter
{
    /// <summary>The maximum wait for a handler, which normally runs at once on .NET's thread.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The interval at which the loop's thread runs completions while it waits for a handler.</summary>
    private static readonly TimeSpan ServingInterval = TimeSpan.FromMilliseconds(1);

    private readonly object _gate = new(); // guards _loop, _arrived, and each route's sets, default action, counts
    private readonly Queue<Route> _arrived = new();
    private readonly Dictionary<int, Route> _routes = [];
    private readonly EventLoop _home;
    private readonly Action _beginEnd;
    private EventLoop? _loop;

    /// <param name="beginEnd">Called on the loop's thread to unwind every fiber.</param>
    internal SignalRouter(EventLoop loop, Action beginEnd)
    {
        _loop = _home = loop;
        _beginEnd = beginEnd;
    }

    /// <summary>
    /// Sets the action for a signal that the script neither handles nor ignores, or null for the system's default
    /// action. The action runs on another thread each time the signal arrives. Must not be called while the script
    /// runs.
    /// </summary>
    public void SetDefault(int number, Action<int>? action)
    {
        var route = RouteOf(number);
        lock (_gate)
        {
            route.Default = action;
        }

        try
        {
            Apply(route);
        }
        catch (LuaFailure)
        {
            // .NET has no thread for handlers, so the system's default action stays
        }
    }

    /// <summary>Ignores a signal, also in child processes. Throws EPERM if a set holds the signal.</summary>
    public void Ignore(int number) => ChangeIgnored(number, ignored: true);

    /// <summary>Stops ignoring a signal, even if a parent ignored it. Throws EPERM if a set holds the signal.</summary>
    public void Restore(int number) => ChangeIgnored(number, ignored: false);

    /// <summary>
    /// Sends a signal to this process. Before this method returns, it delivers the signal to every set that holds the
    /// signal.
    /// </summary>
    /// <param name="number">The signal, for which <see cref="SignalNumbers.WhyNotRaised"/> returns null.</param>
    /// <param name="mayPark">
    /// True if the caller can park its fiber. If false, this method blocks until the default action has ended.
    /// </param>
    /// <returns>
    /// The wait that the caller must park its fiber on, or null. The wait ends when the default action has ended or
    /// when the program ends.
    /// </returns>
    public Wait? Raise(int number, bool mayPark)
    {
        SignalNumbers.RequireUnix();
        var route = RouteOf(number);
        if (SignalNumbers.IsFault(number))
        {
            SignalCalls.Restore(number); // because .NET's handler ignores the signal if no fault raised it
        }

        var disposition = SignalCalls.DispositionOf(number);
        if (disposition == SignalDisposition.Default)
        {
            LuaInstance.FlushOutput(); // because the system's default action may end the process
            _ = TerminalDevice.EndEditing();
        }

        var isRouted = disposition == SignalDisposition.Handled && route.Registration is not null && !ForkedChild.IsOne;
        var isDefault = isRouted && route.Sets.Count == 0;
        var begun = route.Begun;
        var ended = route.Ended;
        if (SignalCalls.Raise(number) is < 0 and var error)
        {
            throw new LuaFailure(LuaError.System(-error));
        }

        if (isDefault && mayPark)
        {
            var wait = new DefaultActionWait();
            route.Raisers.Add(wait);
            return wait;
        }

        if (isRouted)
        {
            AwaitHandler(() => isDefault ? route.Ended != ended || _home.IsStopRequested : route.Begun != begun);
            DeliverArrived();
            if (isDefault && _home is { IsStopRequested: true, Fibers.Current: not null })
            {
                _beginEnd();
                throw new LuaFailure(LuaError.Ending);
            }
        }

        return null;
    }

    internal void Add(SignalSet set, int number)
    {
        if (ForkedChild.IsOne)
        {
            throw new LuaFailure(LuaError.System(Errno.EAGAIN) with
            {
                Detail = "a child that a C library forked has no thread for signal handlers",
            });
        }

        DeliverArrived();
        var route = RouteOf(number);
        lock (_gate)
        {
            route.Sets.Add(set);
        }

        Apply(route);
    }

    internal void Remove(SignalSet set, int number)
    {
        DeliverArrived();
        var route = RouteOf(number);
        lock (_gate)
        {
            route.Sets.Remove(set);
        }

        Apply(route);
    }

    /// <summary>Delivers all signals that have arrived to the sets that hold them.</summary>
    internal void DeliverArrived()
    {
        while (TakeArrived() is { } route)
        {
            foreach (var set in route.Sets)
            {
                set.Deliver(route.Number);
            }
        }
    }

    /// <summary>
    /// Wakes the fibers that wait for a default action. Called when the program ends, because the default action may
    /// itself be ending the program and waiting for these fibers.
    /// </summary>
    internal void EndRaises()
    {
        foreach (var route in _routes.Values)
        {
            route.WakeRaisers(_home.Fibers);
        }
    }

    /// <summary>Takes the lock. Called before fork(2) (<see cref="ForkedChild"/>).</summary>
    internal void EnterGate() => Monitor.Enter(_gate);

    internal void ExitGate() => Monitor.Exit(_gate);

    /// <summary>Detaches the loop, which has ended. Default actions still run, but sets get no more signals.</summary>
    internal void DetachLoop()
    {
        lock (_gate)
        {
            _loop = null;
        }
    }

    private Route RouteOf(int number)
    {
        if (!_routes.TryGetValue(number, out var route))
        {
            route = new Route(number) { IsIgnored = SignalCalls.DispositionOf(number) == SignalDisposition.Ignored };
            _routes.Add(number, route);
        }

        return route;
    }

    private void ChangeIgnored(int number, bool ignored)
    {
        SignalNumbers.RequireUnix();
        var route = RouteOf(number);
        if (route.Sets.Count > 0)
        {
            throw new LuaFailure(LuaError.Generic(Errno.EPERM) with
            {
                Detail = $"a system.signal.set holds {SignalNumbers.NameOf(number)}",
            });
        }

        route.IsIgnored = ignored;
        Apply(route);
        if (!ignored && route.Registration is null)
        {
            SignalCalls.Restore(number);
        }
    }

    /// <summary>Installs the signal's handler if a set or a default action needs it; otherwise removes it.</summary>
    private void Apply(Route route)
    {
        var wanted = !ForkedChild.IsOne && (route.Sets.Count > 0 || (route.Default is not null && !route.IsIgnored));
        if (wanted && route.Registration is null)
        {
            route.Registration = Register(route.Number, context => OnSignal(route, context));
            ForkedChild.NoticeHandler(route.Number);
            if (SignalCalls.DispositionOf(route.Number) != SignalDisposition.Handled)
            {
                // .NET installs no handler for a signal that was ignored when .NET first read its action. Therefore
                // copy the handler of another signal, because .NET uses one handler for all signals.
                using var other = Register(SignalNumbers.Spare, static _ => { });
                SignalCalls.CopyHandler(SignalNumbers.Spare, route.Number);
            }
        }
        else if (!wanted)
        {
            route.Registration?.Dispose();
            route.Registration = null;
            if (route.IsIgnored)
            {
                SignalCalls.Ignore(route.Number);
            }
            else if (SignalCalls.DispositionOf(route.Number) == SignalDisposition.Ignored)
            {
                SignalCalls.Restore(route.Number);
            }
        }
    }

    /// <summary>
    /// Registers a handler. Throws EAGAIN if .NET cannot create its thread for handlers; later calls then throw EAGAIN
    /// too.
    /// </summary>
    private static PosixSignalRegistration Register(int number, Action<PosixSignalContext> handler)
    {
        try
        {
            return PosixSignalRegistration.Create(SignalNumbers.ToPosix(number), handler);
        }
        catch (Exception exception) when (exception is IOException or TypeInitializationException)
        {
            throw new LuaFailure(LuaError.System(Errno.EAGAIN) with
            {
                Detail = "the system cannot create a thread or descriptors for signal handlers",
            });
        }
    }

    /// <summary>
    /// A thread of .NET: posts the signal to the loop if a set holds it; otherwise runs the default action.
    /// </summary>
    private void OnSignal(Route route, PosixSignalContext context)
    {
        context.Cancel = true; // prevents the system's default action
        Action<int>? action = null;
        lock (_gate)
        {
            if (route.Sets.Count > 0)
            {
                _arrived.Enqueue(route);
                _loop?.Post(new Arrival(this));
            }
            else
            {
                action = route.Default;
            }

            route.Begun++;
            Monitor.PulseAll(_gate);
        }

        if (action is null)
        {
            return;
        }

        action(route.Number);
        lock (_gate)
        {
            route.Ended++;
            _loop?.Post(new DefaultDone(route, _loop));
            Monitor.PulseAll(_gate);
        }
    }

    private Route? TakeArrived()
    {
        lock (_gate)
        {
            return _arrived.TryDequeue(out var route) ? route : null;
        }
    }

    /// <summary>
    /// Blocks until a handler on another thread has run, for at most <see cref="Patience"/>. While it blocks, it runs
    /// the loop's completions, because the handler may wait for the loop.
    /// </summary>
    private void AwaitHandler(Func<bool> happened)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            lock (_gate)
            {
                if (happened() || Stopwatch.GetElapsedTime(began) > Patience)
                {
                    return;
                }

                _ = Monitor.Wait(_gate, ServingInterval);
            }

            _home.RunPosted();
        }
    }

    private sealed class Route(int number)
    {
        internal int Number => number;

        internal List<SignalSet> Sets { get; } = [];

        internal Action<int>? Default { get; set; }

        /// <summary>True if the signal is ignored when no set holds it.</summary>
        internal bool IsIgnored { get; set; }

        internal PosixSignalRegistration? Registration { get; set; }

        /// <summary>The fibers that raised the signal and wait until the default action has ended.</summary>
        internal WaitQueue Raisers { get; } = new();

        internal void WakeRaisers(FiberScheduler fibers)
        {
            while (Raisers.First is { } wait)
            {
                Raisers.Remove(wait);
                fibers.Wake(wait);
            }
        }

        /// <summary>The number of times that the handler has begun.</summary>
        internal long Begun { get; set; }

        /// <summary>The number of default actions that have ended.</summary>
        internal long Ended { get; set; }
    }

    private sealed class Arrival(SignalRouter router) : Completion
    {
        internal override void OnCompleted() => router.DeliverArrived();
    }

    private sealed class DefaultDone(Route route, EventLoop loop) : Completion
    {
        internal override void OnCompleted() => route.WakeRaisers(loop.Fibers);
    }

    private sealed class DefaultActionWait() : Wait(WaitTraits.External | WaitTraits.Uninterruptible)
    {
        public override string Operation => "raise";

        public override string Describe() => "its signal to be handled";

        protected override int PushValues(LuaThread stack) => 0;
    }
}
