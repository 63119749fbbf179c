using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A module's parameters and buffers by name; saved in TorchSharp's file format.</summary>
        public partial class Module
        {
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                var before = string.IsNullOrEmpty(prefix) ? "" : $"{prefix}.";
                foreach (var (name, parameter) in named_parameters())
                {
                    destination.TryAdd(before + name, parameter);
                }
                foreach (var (name, buffer) in named_buffers())
                {
                    destination.TryAdd(before + name, buffer);
                }
                return destination;
            }

            /// <summary>Copies what <paramref name="source"/> holds under this module's names.</summary>
            /// <exception cref="InvalidOperationException">Strict, and a name is missing or unknown.</exception>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                var own = state_dict();
                var missing = own.Keys.Except(source.Keys).Except(skip ?? []).ToList();
                var unexpected = source.Keys.Except(own.Keys).Except(skip ?? []).ToList();
                if (strict && missing.Count + unexpected.Count > 0)
                {
                    throw new InvalidOperationException(
                        $"the state does not fit the module: missing [{string.Join(", ", missing)}], unexpected [{string.Join(", ", unexpected)}]");
                }
                using var leaves = no_grad();
                foreach (var name in own.Keys.Intersect(source.Keys).Except(skip ?? []))
                {
                    own[name].copy_(source[name]);
                }
                return (missing, unexpected);
            }

            public Module save(string location, IList<string>? skip = null)
            {
                using var stream = File.Create(location);
                return save(stream, skip);
            }

            public Module save(Stream stream, IList<string>? skip = null)
            {
                using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
                return save(writer, skip);
            }

            public Module save(BinaryWriter writer, IList<string>? skip = null)
            {
                var state = state_dict().Where(named => skip?.Contains(named.Key) != true).ToList();
                StateFormat.WriteNumber(writer, state.Count);
                foreach (var (name, tensor) in state)
                {
                    writer.Write(name);
                    StateFormat.Write(writer, tensor);
                }
                return this;
            }

            public virtual Module load(string location, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                using var stream = File.OpenRead(location);
                return load(stream, strict, skip, loadedParameters);
            }

            public Module load(Stream stream, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                using var reader = new BinaryReader(stream, System.Text.Encoding.UTF8, leaveOpen: true);
                return load(reader, strict, skip, loadedParameters);
            }

            /// <exception cref="InvalidDataException">The file is not a saved module, is cut off, or holds another shape or element type.</exception>
            /// <exception cref="ArgumentException">Strict, and the file's names are not this module's.</exception>
            public virtual Module load(BinaryReader reader, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                var own = state_dict();
                var count = StateFormat.ReadNumber(reader);
                if (strict && count != own.Count)
                {
                    throw new ArgumentException($"the module has {own.Count} parameters and buffers, but the file holds {count}");
                }
                for (var i = 0L; i < count; i++)
                {
                    var name = StateFormat.ReadName(reader);
                    var known = own.TryGetValue(name, out var target);
                    if (strict && !known)
                    {
                        throw new ArgumentException($"the module has no parameter or buffer named '{name}'");
                    }
                    StateFormat.Read(reader, skip?.Contains(name) == true ? null : target);
                    loadedParameters?.Add(name, known);
                }
                return this;
            }
        }
    }
}
