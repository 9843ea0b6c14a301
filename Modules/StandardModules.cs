using Moonwire.Modules.ByteSpan;
using Moonwire.Modules.Descriptors;
using Moonwire.Modules.Errors;
using Moonwire.Modules.Fibers;
using Moonwire.Modules.Ip;
using Moonwire.Modules.Ip.Address;
using Moonwire.Modules.Ip.Udp;
using Moonwire.Modules.Json;
using Moonwire.Modules.Logging;
using Moonwire.Modules.LuaJit;
using Moonwire.Modules.Pipe;
using Moonwire.Modules.Probing;
using Moonwire.Modules.Process;
using Moonwire.Modules.Protocols;
using Moonwire.Modules.Replaying;
using Moonwire.Modules.Stream;
using Moonwire.Modules.Sync;
using Moonwire.Modules.Testing;
using Moonwire.Modules.Time;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Hosting;
using Moonwire.Runtime.Sockets;

namespace Moonwire.Modules;

/// <summary>The modules that every script can use.</summary>
public static class StandardModules
{
    public static ModuleSet Create(ModuleContext context)
    {
        var spans = new SpanType();
        var addresses = new AddressType();
        var descriptors = FileDescriptorModule.CreateType();
        var sockets = UdpSocketModule.CreateType();
        var protocols = new List<string>();
        return new(
            [
                new FiberModule(context),
                new ByteSpanModule(spans),
                new IpModule(addresses),
                new AddressModule(addresses, spans),
                new NetworkModule(addresses),
                new UdpModule(context, addresses, sockets),
                new FileDescriptorModule(descriptors), // before the sockets, which make descriptors
                new UdpSocketModule(context, spans, addresses, descriptors, sockets),
                new LuaJitModule(),
            ],
            [
                new(["time"], () => [new TimeModule(context), new DeadlineModule(context)]),
                new(["log"], () => [new LogModule(context)]),
                new(["mutex", "recursive_mutex", "condition_variable"], () => Locks(context)),
                new(["future"], () => [new FutureModule(context)]),
                new(["channel"], () => [new ChannelModule(context)]),
                new(["group"], () => [new GroupModule(context)]),
                new(["json"], () => [new JsonModule(spans)]),
                new(["generic_error"], () => [new GenericErrorModule()]),
                new(["asio_error"], () => [new AsioErrorModule()]),
                new(["stream"], () => [new StreamModule()]),
                new(["pipe", "system", "system.signal"], () => Processes(context, spans, descriptors)),
                new(["moonwire.test", "busted.runner"], () => [new TestSupportModule(context)]) { AreFullNames = true },
                new(ProtocolModule.FullNames, () => [new ProtocolModule(protocols)]) { AreFullNames = true },
            ])
        {
            ForReports = () => ForReports(protocols),
        };
    }

    /// <summary>The modules for <c>moonwire test</c> and for the processes that run the files of tests.</summary>
    public static ModuleSet CreateForTests(ModuleContext context)
    {
        var modules = Create(context);
        return modules with { AtStart = [.. modules.AtStart, new TestSupportModule(context), new TestingModule()] };
    }

    /// <summary>The modules for <c>moonwire probe</c>.</summary>
    public static ModuleSet CreateForProbes(ModuleContext context)
    {
        var modules = Create(context);
        return modules with { AtStart = [.. modules.AtStart, new ProbingModule()] };
    }

    /// <summary>The modules of the Lua state that decodes datagrams for reports.</summary>
    /// <param name="required">The protocols whose modules the script has required.</param>
    internal static LuaModule[] ForReports(List<string> required)
    {
        var (spans, addresses) = (new SpanType(), new AddressType());
        return
        [
            new ByteSpanModule(spans),
            new IpModule(addresses),
            new AddressModule(addresses, spans),
            new NetworkModule(addresses),
            new ProtocolModule([]),
            new DatagramTextModule(required),
        ];
    }

    private static LuaModule[] Locks(ModuleContext context)
    {
        var mutexes = MutexModule.CreateType("mutex");
        return
        [
            new MutexModule(context, mutexes, isRecursive: false),
            new MutexModule(context, MutexModule.CreateType("recursive_mutex"), isRecursive: true),
            new ConditionVariableModule(context, mutexes),
        ];
    }

    private static LuaModule[] Processes(
        ModuleContext context, SpanType spans, ObjectType<FileDescriptor> descriptors)
    {
        var streams = new StreamTypes();
        return
        [
            new PipeModule(context, spans, descriptors, streams),
            new SystemModule(context, descriptors, streams),
            new SignalModule(context),
            new SubprocessModule(context, descriptors, streams),
        ];
    }
}
