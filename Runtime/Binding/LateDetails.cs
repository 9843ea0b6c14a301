using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Binding;

/// <summary>
/// Keeps the late details of errors for Lua. <c>prelude.lua</c> maps each error to the userdata of its detail, and sets
/// the error's field <c>detail</c> when a script first reads the field.
/// </summary>
internal sealed class LateDetails
{
    private readonly ObjectType<LateDetail> _type = new("late_detail", static _ => { }, cost: 256);

    internal void AddTo(ModuleBuilder builder) => builder.Add(_type).Add("detail_text", Text);

    /// <summary>Pushes a userdata that keeps the detail. Returns false without memory.</summary>
    internal bool TryPush(LuaThread stack, LateDetail detail) => _type.TryPush(stack, detail);

    /// <summary>
    /// <c>detail_text(late: late_detail) -> string|nil</c>: nil in a finalizer that runs after the collector has taken
    /// the detail.
    /// </summary>
    private int Text(LuaCall call) =>
        _type.TryGet(call.Stack, 1) is { } detail ? call.Return(detail.Text()) : call.ReturnNil();
}
