using Moonwire.Runtime.Binding;

namespace Moonwire.Modules.Replaying;

/// <summary>
/// <c>datagram_text</c>: the function that describes the datagrams of a report. Only the Lua state that decodes
/// datagrams for reports has this module. The function does not suspend.
/// </summary>
/// <param name="required">The protocols whose modules the script has required.</param>
internal sealed class DatagramTextModule(IReadOnlyCollection<string> required) : LuaModule
{
    public override string Name => "datagram_text";

    public override string Shim => "replay_report.lua";

    public override bool IsGlobal => true;

    public override IReadOnlyList<ModuleFunction> Functions => [];

    public override void AddValues(ModuleBuilder builder) => builder.Add("required", Required);

    /// <summary><c>required() -> string...</c>: the names of the protocols, such as "dns".</summary>
    private int Required(LuaCall call)
    {
        _ = call.Stack.Reserve(required.Count);
        foreach (var name in required)
        {
            call.Stack.Push(name);
        }

        return required.Count;
    }
}
