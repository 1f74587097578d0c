import { useId, useLayoutEffect, useRef } from "preact/hooks";

/** Her words stay hers: no browser completes, corrects, checks or offers to save what is typed into our fields. */
export const unhelped = {
  autocomplete: "off",
  // A boolean property where a browser has it: Preact sets that, and the text "off" would mean yes.
  autocorrect: false as unknown as "off",
  autocapitalize: "off",
  spellcheck: false,
  translate: false,
} as const;

interface Labelled {
  label: string;
  hint?: string;
  /** What is wrong with the value, read out with it. */
  wrong?: string;
}

export interface FieldProps extends Labelled {
  value: string;
  onValue(value: string): void;
  /** `digits`: a text for which the phone shows its number pad. */
  type?: "text" | "date" | "time" | "number" | "digits";
  /** More than one: a text of several lines. */
  lines?: number;
  maxLength?: number;
  min?: string;
  max?: string;
  /** Sentences begin with a capital on phone keyboards. */
  sentence?: boolean;
  autoFocus?: boolean;
  onEnter?(): void;
}

/** One labelled input. */
export function Field(props: FieldProps) {
  const id = useId();
  const { label, hint, wrong, value, onValue, type = "text", lines = 1, sentence, onEnter } = props;
  const input = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  // The attribute counts only while a page loads. Before the screen looks for the focus, which else takes its heading.
  useLayoutEffect(() => {
    if (props.autoFocus) input.current?.focus();
  }, []);
  const notes = [hint && `${id}-hint`, wrong && `${id}-wrong`].filter(Boolean).join(" ") || undefined;
  const shared = {
    ...unhelped,
    autocapitalize: sentence ? ("sentences" as const) : ("off" as const),
    id,
    ref: input,
    value,
    maxLength: props.maxLength,
    dir: type === "text" ? ("auto" as const) : undefined, // whatever she writes in runs its own way
    "aria-describedby": notes,
    "aria-invalid": wrong ? ("true" as const) : undefined,
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && (
        <span class="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {lines > 1 ? (
        <textarea {...shared} rows={lines} onInput={(event) => onValue(event.currentTarget.value)} />
      ) : (
        <input
          {...shared}
          type={(type === "digits" ? "text" : type) as "text"} // one of many literals: Preact types each apart
          inputMode={type === "digits" || type === "number" ? "numeric" : undefined}
          min={props.min}
          max={props.max}
          onInput={(event) => onValue(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && onEnter && !event.isComposing) {
              event.preventDefault();
              onEnter();
            }
          }}
        />
      )}
      {wrong && (
        <span class="wrong" id={`${id}-wrong`} role="alert">
          {wrong}
        </span>
      )}
    </div>
  );
}

export interface Choice {
  value: string;
  label: string;
}

/** One of a few, all in sight. */
export function Chips({
  label,
  hint,
  value,
  choices,
  onValue,
}: Labelled & { value: string; choices: Choice[]; onValue(value: string): void }) {
  const id = useId();
  return (
    <fieldset class="field">
      <legend>{label}</legend>
      {hint && <span class="hint">{hint}</span>}
      <div class="chips">
        {choices.map((choice) => (
          <label class="chip" key={choice.value}>
            <input
              class="over"
              type="radio"
              name={id}
              value={choice.value}
              checked={choice.value === value}
              onChange={() => onValue(choice.value)}
            />
            <span>{choice.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Any of a few, all in sight. */
export function ManyChips({
  label,
  hint,
  values,
  choices,
  onValues,
}: Labelled & { values: string[]; choices: Choice[]; onValues(values: string[]): void }) {
  return (
    <fieldset class="field">
      <legend>{label}</legend>
      {hint && <span class="hint">{hint}</span>}
      <div class="chips">
        {choices.map((choice) => (
          <label class="chip" key={choice.value}>
            <input
              class="over"
              type="checkbox"
              checked={values.includes(choice.value)}
              onChange={(event) => {
                const others = values.filter((value) => value !== choice.value);
                onValues(event.currentTarget.checked ? [...others, choice.value] : others);
              }}
            />
            <span>{choice.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** One of many, in the phone's own picker. */
export function Select({
  label,
  hint,
  value,
  choices,
  onValue,
}: Labelled & { value: string; choices: Choice[]; onValue(value: string): void }) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && (
        <span class="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      <select
        id={id}
        value={value}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(event) => onValue(event.currentTarget.value)}
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value} selected={choice.value === value}>
            {choice.label}
          </option>
        ))}
      </select>
    </div>
  );
}

/** A box to tick. `done` draws the text through. */
export function Check({
  label,
  hint,
  checked,
  done,
  onChange,
}: {
  label: string;
  hint?: string;
  checked: boolean;
  done?: boolean;
  onChange(checked: boolean): void;
}) {
  return (
    <label class={done ? "check done" : "check"}>
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />
      <span>
        <span class="text" dir="auto">
          {label}
        </span>
        {hint && <span class="hint">{hint}</span>}
      </span>
    </label>
  );
}
