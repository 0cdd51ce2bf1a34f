package store

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"rostrum/internal/scalar"
	"rostrum/internal/text"
)

// canonical gives a deep copy of a value as the database would give it back: empty lists are nil, instants are UTC
// with microseconds, the versions of a text are in order. So equal contents are equal values.
func canonical[A any](a A) A {
	return canonicalValue(reflect.ValueOf(&a).Elem()).Interface().(A)
}

func canonicalValue(v reflect.Value) reflect.Value {
	switch value := v.Interface().(type) {
	case text.Text:
		return reflect.ValueOf(text.FromMap(value.Map()))
	case scalar.DateTime:
		if value.IsZero() {
			return reflect.ValueOf(scalar.DateTime{})
		}
		return reflect.ValueOf(scalar.DateTime{Time: value.UTC().Truncate(time.Microsecond)})
	}
	out := reflect.New(v.Type()).Elem()
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			out.Field(i).Set(canonicalValue(v.Field(i)))
		}
	case reflect.Slice:
		if v.Len() > 0 {
			out.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
		}
		for i := range v.Len() {
			out.Index(i).Set(canonicalValue(v.Index(i)))
		}
	case reflect.Pointer:
		if !v.IsNil() {
			out.Set(reflect.New(v.Type().Elem()))
			out.Elem().Set(canonicalValue(v.Elem()))
		}
	default:
		out.Set(v)
	}
	return out
}

// changed names the fields in which two canonical aggregates differ, as the schema calls them, in order. The revision
// is no field.
func (k *kind[A]) changed(old, given A) []string {
	before, after := reflect.ValueOf(old), reflect.ValueOf(given)
	var names []string
	for i := range before.NumField() {
		field := before.Type().Field(i)
		if field.Name == "Revision" || reflect.DeepEqual(before.Field(i).Interface(), after.Field(i).Interface()) {
			continue
		}
		names = append(names, k.fieldName(field))
	}
	if k.also != nil && len(names) > 0 {
		names = append(names, k.also(&old, &given)...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// fieldName gives the schema's name of a field.
func (k *kind[A]) fieldName(field reflect.StructField) string {
	name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
	if name == "-" { // no import says it
		name = strings.ToLower(field.Name)
	}
	if other, ok := k.names[name]; ok {
		return other
	}
	return name
}
