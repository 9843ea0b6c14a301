using Moonwire.Modules.ByteSpan;
using Moonwire.Modules.Descriptors;
using Moonwire.Modules.Errors;
using Moonwire.Modules.Fibers;
using Moonwire.Modules.Ip;
using Moonwire.Modules.Ip.Address;
using Moonwire.Modules.Ip.Udp;
using Moonwire.Modules.Logging;
using Moonwire.Modules.LuaJit;
using Moonwire.Modules.Process;
using Moonwire.Modules.Sync;
using Moonwire.Modules.Time;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Hosting;

namespace Moonwire.Modules;

/// <summary>The modules that every script finds.</summary>
public static class StandardModules
{
    public static IReadOnlyList<LuaModule> Create(ModuleContext context)
    {
        var spans = new SpanType();
        var addresses = new AddressType();
        var descriptors = FileDescriptorModule.CreateType();
        var mutexes = MutexModule.CreateType("mutex");
        return
        [
            new FiberModule(context),
            new TimeModule(context),
            new DeadlineModule(context),
            new LogModule(context),
            new MutexModule(context, mutexes, isRecursive: false),
            new MutexModule(context, MutexModule.CreateType("recursive_mutex"), isRecursive: true),
            new ConditionVariableModule(context, mutexes),
            new FutureModule(context),
            new ByteSpanModule(spans),
            new GenericErrorModule(),
            new AsioErrorModule(),
            new IpModule(addresses),
            new AddressModule(addresses),
            new UdpModule(context, addresses),
            new FileDescriptorModule(descriptors),
            new UdpSocketModule(context, spans, addresses, descriptors),
            new SystemModule(context),
            new SignalModule(context),
            new LuaJitModule(),
        ];
    }
}
