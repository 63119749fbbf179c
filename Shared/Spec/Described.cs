using Shared.Space;

namespace Shared.Spec;

/// <summary>Domains in words, a constant as its bare value.</summary>
internal static class Described
{
    public static string Domain(Domain domain) => domain is Domain.Choice { Options: [var constant] } ? constant.ToString() : domain.ToString()!;
}
