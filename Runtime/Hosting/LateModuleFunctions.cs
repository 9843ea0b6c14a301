using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Hosting;

/// <summary>Gives <c>prelude.lua</c> the modules that are created when a script first requires them.</summary>
/// <param name="bundles">The modules.</param>
/// <param name="registered">Receives the numbers of the managed functions.</param>
internal sealed class LateModuleFunctions(IReadOnlyList<LateModules> bundles, List<int> registered)
{
    private readonly IReadOnlyList<LuaModule>?[] _created = new IReadOnlyList<LuaModule>?[bundles.Count];

    /// <summary>
    /// Adds the functions, and two tables of the bundles' numbers: <c>late_modules</c> by the short names of the
    /// modules, and <c>late_names</c> by full names.
    /// </summary>
    internal void AddTo(ModuleBuilder builder, LuaThread stack, int native)
    {
        _ = builder.Add("late_module", Push);
        AddNames(stack, native, "late_modules", areFull: false);
        AddNames(stack, native, "late_names", areFull: true);
    }

    private void AddNames(LuaThread stack, int native, string table, bool areFull)
    {
        stack.PushTable();
        for (var i = 0; i < bundles.Count; i++)
        {
            foreach (var name in bundles[i].AreFullNames == areFull ? bundles[i].Names : [])
            {
                stack.Push(i);
                stack.SetField(-2, name);
            }
        }

        stack.SetField(native, table);
    }

    /// <summary>
    /// <c>late_module(bundle: integer, number: integer) -> name, shim, table</c>: a module of a bundle, counted from
    /// 1, with its shim and the managed functions and values for the shim. Returns nil after the last module.
    /// </summary>
    private int Push(LuaCall call)
    {
        var bundle = (int)call.Integer(1);
        var modules = _created[bundle] ??= bundles[bundle].Create();
        var number = (int)call.Integer(2);
        if (number > modules.Count)
        {
            return call.ReturnNil();
        }

        var (module, stack) = (modules[number - 1], call.Stack);
        stack.Push(module.Name);
        var shims = new CompiledShims(module.GetType().Assembly);
        MemoryShortage.ThrowUnless(stack.TryLoadBinary(shims.Of(module.Shim)));
        stack.PushTable();
        new ModuleBuilder(stack, registered).Add(module);
        return 3;
    }
}
