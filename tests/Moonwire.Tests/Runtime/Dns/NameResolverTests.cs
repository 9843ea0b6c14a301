using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Dns;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Hosting;
using Moonwire.Runtime.Loop;
using Moonwire.Runtime.Lua;
using Moonwire.Runtime.Sockets;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Runtime.Dns;

/// <summary>Slow lookups, without a slow network.</summary>
[TestClass]
[Collection("one host at a time")]
public sealed class NameResolverTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(ReadinessKind.Default)]
    [InlineData(ReadinessKind.Portable)]
    public void TheLoopServesOthersWhileLookupsBlockAndAbandonedOnesAreDropped(ReadinessKind readiness)
    {
        using var gate = new ManualResetEventSlim();
        var script = Repository.PathOf("tests", "Moonwire.Tests", "Runtime", "Dns", "slow_names_test.lua");

        var (status, report) = InProcess.Run(script, [], readiness, context => new SlowNames(context, gate));

        Assert.Equal((0, ""), (status, report));
    }

    [Fact]
    public void AFewLookupsRunAtOnceAndTheOthersFollow()
    {
        const int count = 50;
        using var loop = new EventLoop(new WakeCounter(), null!);
        using var names = new NameResolver(loop);
        using var started = new CountdownEvent(NameResolver.MaxWorkers);
        using var gate = new ManualResetEventSlim();
        using var done = new CountdownEvent(count);
        var (running, most) = (0, 0);
        for (var i = 0; i < count; i++)
        {
            names.Start(new TestLookup(() =>
            {
                lock (gate)
                {
                    most = Math.Max(most, ++running);
                }

                if (!started.IsSet)
                {
                    started.Signal();
                }

                gate.Wait(Long, TestContext.Current.CancellationToken);
                lock (gate)
                {
                    running--;
                }

                done.Signal();
            }));
        }

        Assert.True(started.Wait(Long, TestContext.Current.CancellationToken));
        gate.Set();

        Assert.True(done.Wait(Long, TestContext.Current.CancellationToken));
        Assert.Equal(NameResolver.MaxWorkers, most);
    }

    [Fact]
    public void ADroppedLookupIsNotStartedAndNothingIsPostedAfterTheEnd()
    {
        var wakes = new WakeCounter();
        using var loop = new EventLoop(wakes, null!);
        using var gate = new ManualResetEventSlim();
        using var started = new CountdownEvent(NameResolver.MaxWorkers);
        using var ended = new CountdownEvent(NameResolver.MaxWorkers);
        var names = new NameResolver(loop);
        for (var i = 0; i < NameResolver.MaxWorkers; i++)
        {
            names.Start(new TestLookup(() =>
            {
                started.Signal();
                gate.Wait(Long, TestContext.Current.CancellationToken);
                ended.Signal();
            }));
        }

        Assert.True(started.Wait(Long, TestContext.Current.CancellationToken));
        var ran = 0;
        var dropped = new TestLookup(() => ran++);
        names.Start(dropped);
        dropped.Drop();
        names.Dispose();
        gate.Set();

        Assert.True(ended.Wait(Long, TestContext.Current.CancellationToken));
        Assert.Equal((0, 0), (ran, wakes.Count));
    }

    [Theory]
    [InlineData(NameFamily.Any, "127.0.0.1", "53", 0, "127.0.0.1:53")]
    [InlineData(NameFamily.V6, "127.0.0.1", "53", AddressQuery.V4Mapped, "[::ffff:127.0.0.1]:53")]
    [InlineData(NameFamily.V6, "127.0.0.1", "53", 0, null)]
    [InlineData(NameFamily.V4, "localhost", "", 0, "127.0.0.1:0")]
    [InlineData(NameFamily.V4, "localhost", "53", AddressQuery.NumericHost, null)]
    [InlineData(NameFamily.V4, "", "53", AddressQuery.Passive, "0.0.0.0:53")]
    [InlineData(NameFamily.V6, "", "53", 0, "[::1]:53")]
    [InlineData(NameFamily.Any, "", "", 0, null)]
    public void ThePortableWayAnswersAsTheSystemDoes(
        NameFamily family, string host, string service, int flags, string? expected)
    {
        var query = new AddressQuery { Family = family, Host = Bytes(host), Service = Bytes(service), Flags = flags };

        foreach (var answer in new[] { query.Ask(), PortableNames.Ask(query) })
        {
            Assert.Equal(expected, answer.Found.Count == 0 ? null : answer.Found[0].Endpoint.ToString());
            Assert.Equal(expected is null ? ResolverErrors.HostNotFound : null, answer.Error);
        }
    }

    [Fact]
    public void ThePortableWayNamesNumbers()
    {
        var query = new EndpointQuery(new IpEndpoint(IpAddress.LoopbackV6, 60000), EndpointQuery.NumericHost);

        foreach (var answer in new[] { query.Ask(), PortableNames.Ask(query) })
        {
            var found = Assert.Single(answer.Found);
            Assert.Equal(
                (query.Endpoint, "::1", "60000"),
                (found.Endpoint, LuaText.Decode(found.Host), LuaText.Decode(found.Service)));
        }
    }

    [Theory]
    [InlineData(-2, 0, ErrorCategory.Netdb, NetdbErrors.HostNotFound)]
    [InlineData(-3, 0, ErrorCategory.Netdb, NetdbErrors.TryAgain)]
    [InlineData(-4, 0, ErrorCategory.Netdb, NetdbErrors.NoRecovery)]
    [InlineData(-5, 0, ErrorCategory.Netdb, NetdbErrors.HostNotFound)]
    [InlineData(-9, 0, ErrorCategory.Netdb, NetdbErrors.HostNotFound)]
    [InlineData(-7, 0, ErrorCategory.Addrinfo, AddrinfoErrors.SocketTypeNotSupported)]
    [InlineData(-8, 0, ErrorCategory.Addrinfo, AddrinfoErrors.ServiceNotFound)]
    [InlineData(-1, 0, ErrorCategory.System, Errno.EINVAL)]
    [InlineData(-6, 0, ErrorCategory.System, Errno.EAFNOSUPPORT)]
    [InlineData(-10, 0, ErrorCategory.System, Errno.ENOMEM)]
    [InlineData(-11, Errno.EMFILE, ErrorCategory.System, Errno.EMFILE)]
    [InlineData(-11, 0, ErrorCategory.Netdb, NetdbErrors.NoRecovery)]
    public void AStatusBecomesTheErrorThatAsioMakesOfIt(int status, int errno, ErrorCategory category, int code) =>
        Assert.Equal(new LuaError(category, code), ResolverErrors.FromStatus(status, errno));

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private sealed class TestLookup(Action work) : Lookup
    {
        internal override void Work() => work();

        protected override void Finish()
        {
        }
    }

    private sealed class WakeCounter : IPoller
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public void Watch(ReadinessSource source)
        {
        }

        public void Unwatch(ReadinessSource source)
        {
        }

        public void Wait(long nanoseconds)
        {
        }

        public void Wake() => Interlocked.Increment(ref _count);

        public void Dispose()
        {
        }
    }

    /// <summary>A module whose lookups block until the test releases them.</summary>
    private sealed class SlowNames(ModuleContext context, ManualResetEventSlim gate) : LuaModule
    {
        public override string Name => "slow_names";

        public override string Shim => "slow_names.lua";

        public override IReadOnlyList<ModuleFunction> Functions =>
        [
            new("lookup", Lookup),
            new("release", Release),
        ];

        public override void AddValues(ModuleBuilder builder) => builder.Add("park", Lookup);

        private int Lookup(LuaCall call)
        {
            context.Fibers.RequireSuspendable(call);
            return context.Fibers.Park(call, new SlowWait(context.Names, new SlowQuery(gate)));
        }

        private int Release(LuaCall call)
        {
            gate.Set();
            return 0;
        }
    }

    private sealed class SlowWait(NameResolver names, NameQuery query) : LookupWait(names, query)
    {
        public override string Operation => "lookup";

        protected override int PushValues(LuaThread stack) => 0;
    }

    private sealed record SlowQuery(ManualResetEventSlim Gate) : NameQuery
    {
        internal override NameAnswer Ask()
        {
            Assert.True(Gate.Wait(Long, TestContext.Current.CancellationToken));
            return NameAnswer.Of([]);
        }

        internal override LuaError Explain(LuaError error) => error;
    }
}
