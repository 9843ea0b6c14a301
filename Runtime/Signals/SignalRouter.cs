using System.Diagnostics;
using System.Runtime.InteropServices;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Loop;
using Moonwire.Runtime.Lua;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Signals;

/// <summary>
/// Decides who handles a signal: every set of the script that holds it; else nobody, if the script ignores it; else what
/// <see cref="SetDefault"/> was given; else the system.
/// </summary>
/// <remarks>
/// Handlers run on a thread of .NET's. They hand the script's signals to the loop, and call the default action where they
/// are. Everything else happens on the loop's thread, which alone changes routes, under the gate.
/// </remarks>
public sealed class SignalRouter
{
    /// <summary>No handler takes so long to start, unless the process itself is stopped.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>How often the loop's thread runs completions while it waits for a handler.</summary>
    private static readonly TimeSpan ServingInterval = TimeSpan.FromMilliseconds(1);

    private readonly object _gate = new(); // guards _loop, _arrived, and of each route: its sets, its default action, its counts
    private readonly Queue<Route> _arrived = new();
    private readonly Dictionary<int, Route> _routes = [];
    private readonly EventLoop _home;
    private readonly Action _beginEnd;
    private EventLoop? _loop;

    /// <param name="beginEnd">On the loop's thread: has every fiber unwind.</param>
    internal SignalRouter(EventLoop loop, Action beginEnd)
    {
        _loop = _home = loop;
        _beginEnd = beginEnd;
    }

    /// <summary>
    /// Sets what is done about a signal that the script leaves alone, or null for what the system does. The action runs on
    /// another thread, for each arrival. Before the program runs, or after.
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
            // without a thread for handlers, the system does what it does
        }
    }

    /// <summary>Has the process, and the programs that it starts, ignore a signal. EPERM if a set holds it.</summary>
    public void Ignore(int number) => ChangeIgnored(number, ignored: true);

    /// <summary>Takes <see cref="Ignore"/> back, be it this process's or its parent's. EPERM if a set holds the signal.</summary>
    public void Restore(int number) => ChangeIgnored(number, ignored: false);

    /// <summary>Sends a signal to this process. When this returns, the sets that hold it have it.</summary>
    /// <param name="number">The signal; <see cref="SignalNumbers.WhyNotRaised"/> has found nothing against it.</param>
    /// <param name="mayPark">Whether the caller can wait for a default action; otherwise this waits for it.</param>
    /// <returns>The wait to park the fiber on until the default action is over or ends the program, or null.</returns>
    public Wait? Raise(int number, bool mayPark)
    {
        SignalNumbers.RequireUnix();
        var route = RouteOf(number);
        if (SignalNumbers.IsFault(number))
        {
            SignalCalls.Restore(number); // .NET's handler passes over one that no fault raised
        }

        var disposition = SignalCalls.DispositionOf(number);
        if (disposition == SignalDisposition.Default)
        {
            LuaInstance.FlushOutput(); // it may well be the end
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
            throw new LuaFailure(LuaError.System(Errno.EAGAIN) with { Detail = "a child that a C library forked has no thread for handlers of signals" });
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

    /// <summary>Gives the sets what has arrived until now.</summary>
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
    /// The program ends: fibers that wait for a default action go on, because the default action may be what ends the
    /// program and waits for the fibers.
    /// </summary>
    internal void EndRaises()
    {
        foreach (var route in _routes.Values)
        {
            route.WakeRaisers(_home.Fibers);
        }
    }

    /// <summary>Before fork(2): see <see cref="ForkedChild"/>.</summary>
    internal void EnterGate() => Monitor.Enter(_gate);

    internal void ExitGate() => Monitor.Exit(_gate);

    /// <summary>The loop ends: signals reach no script any more, but default actions go on.</summary>
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
            throw new LuaFailure(LuaError.Generic(Errno.EPERM) with { Detail = $"a system.signal.set holds {SignalNumbers.NameOf(number)}" });
        }

        route.IsIgnored = ignored;
        Apply(route);
        if (!ignored && route.Registration is null)
        {
            SignalCalls.Restore(number);
        }
    }

    /// <summary>Installs or removes the handler, as the route now wants it.</summary>
    private void Apply(Route route)
    {
        var wanted = !ForkedChild.IsOne && (route.Sets.Count > 0 || (route.Default is not null && !route.IsIgnored));
        if (wanted && route.Registration is null)
        {
            route.Registration = Register(route.Number, context => OnSignal(route, context));
            ForkedChild.NoticeHandler(route.Number);
            if (SignalCalls.DispositionOf(route.Number) != SignalDisposition.Handled)
            {
                // .NET installs no handler over a signal that was ignored when it first looked. All its handlers are one.
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

    /// <summary>EAGAIN if the system has no thread, on which .NET runs handlers. Later registrations fail as well.</summary>
    private static PosixSignalRegistration Register(int number, Action<PosixSignalContext> handler)
    {
        try
        {
            return PosixSignalRegistration.Create(SignalNumbers.ToPosix(number), handler);
        }
        catch (Exception exception) when (exception is IOException or TypeInitializationException)
        {
            throw new LuaFailure(LuaError.System(Errno.EAGAIN) with { Detail = "the system has no thread or no descriptors for handlers of signals" });
        }
    }

    /// <summary>On another thread.</summary>
    private void OnSignal(Route route, PosixSignalContext context)
    {
        context.Cancel = true; // what the system would do is not done besides
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
    /// Waits for a handler on another thread, for a bounded time. Completions run meanwhile, because the handler may wait
    /// for the loop.
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

        /// <summary>Whether the signal is ignored while no set holds it.</summary>
        internal bool IsIgnored { get; set; }

        internal PosixSignalRegistration? Registration { get; set; }

        /// <summary>Fibers that raised the signal and wait until the default action is over.</summary>
        internal WaitQueue Raisers { get; } = new();

        internal void WakeRaisers(FiberScheduler fibers)
        {
            while (Raisers.First is { } wait)
            {
                Raisers.Remove(wait);
                fibers.Wake(wait);
            }
        }

        /// <summary>How many arrivals were noticed.</summary>
        internal long Begun { get; set; }

        /// <summary>How many default actions are over.</summary>
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
