using System.Globalization;
using System.Reflection;

namespace Tests.Torch;

/// <summary>The members an assembly offers to others, each as a line of C#.</summary>
internal static class PublicSurface
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(bool)] = "bool",
        [typeof(double)] = "double",
        [typeof(float)] = "float",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(object)] = "object",
        [typeof(sbyte)] = "sbyte",
        [typeof(string)] = "string",
        [typeof(byte)] = "byte",
        [typeof(void)] = "void",
    };

    public static IEnumerable<string> Of(Assembly assembly) =>
        assembly.GetExportedTypes().SelectMany(Members).Order(StringComparer.Ordinal);

    /// <summary>Methods, with those of properties left out, that can be called or overridden from outside.</summary>
    public static IEnumerable<MethodBase> Callable(Type type) =>
        type.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .OfType<MethodBase>()
            .Where(method => (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly) && (!method.IsSpecialName || method.IsConstructor || method.Name.StartsWith("op_", StringComparison.Ordinal)));

    private static IEnumerable<string> Members(Type type)
    {
        yield return $"{Kind(type)} {Name(type)}";
        const BindingFlags own = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        foreach (var field in type.GetFields(own).Where(field => !field.IsSpecialName))
        {
            yield return type.IsEnum
                ? $"{Name(type)}.{field.Name} = {Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture)}"
                : $"{Name(type)}.{field.Name}: {Name(field.FieldType)}";
        }
        foreach (var property in type.GetProperties(own))
        {
            var indices = property.GetIndexParameters();
            var access = (property.GetMethod?.IsPublic == true ? " get;" : "") + (property.SetMethod?.IsPublic == true ? " set;" : "");
            yield return $"{Name(type)}.{property.Name}{(indices.Length == 0 ? "" : $"[{Parameters(indices)}]")}: {Name(property.PropertyType)} {{{access} }}";
        }
        foreach (var method in Callable(type).Where(method => method.Name != "Finalize" && method is not ConstructorInfo { IsStatic: true }))
        {
            var returned = method is MethodInfo info ? $": {Name(info.ReturnType)}" : "";
            var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";
            yield return $"{Name(type)}.{(method.IsConstructor ? "new" : method.Name)}{generic}({Parameters(method.GetParameters())}){returned}";
        }
    }

    private static string Kind(Type type) =>
        type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct" : type is { IsAbstract: true, IsSealed: true } ? "static class" : "class";

    private static string Parameters(ParameterInfo[] parameters) => string.Join(", ", parameters.Select(parameter =>
        $"{Name(parameter.ParameterType)} {parameter.Name}{(parameter.HasDefaultValue ? $" = {Default(parameter)}" : "")}"));

    private static string Default(ParameterInfo parameter) => parameter.RawDefaultValue switch
    {
        null => "null",
        bool value => value ? "true" : "false",
        var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Name(Type type)
    {
        if (Keywords.TryGetValue(type, out var keyword))
        {
            return keyword;
        }
        if (type.IsArray)
        {
            return $"{Name(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        }
        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return $"{Name(value)}?";
        }
        if (type.IsGenericParameter)
        {
            return type.Name;
        }
        var simple = type.Name.Split('`')[0];
        var own = type.GetGenericArguments().Skip(type.DeclaringType?.GetGenericArguments().Length ?? 0).Select(Name).ToArray();
        var name = own.Length == 0 ? simple : $"{simple}<{string.Join(", ", own)}>";
        return type.DeclaringType is { } outer ? $"{Name(outer)}.{name}" : name;
    }
}
