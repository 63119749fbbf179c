using System.Text.Json.Serialization;

namespace Shared.Protocol;

/// <summary>An enumeration in JSON by its names. A number would be let in whether it is one of them or not.</summary>
public sealed class NamesOnly<TEnum>() : JsonStringEnumConverter<TEnum>(namingPolicy: null, allowIntegerValues: false)
    where TEnum : struct, Enum;
