import type { DispatchSwitch } from '../../app/types.ts';
import { isoTime, shortTime } from '../format.ts';
import type { Frame, ProfileView } from '../view.ts';
import { TypeSelect, UnitSelect } from './select.tsx';

/** Automatic dispatch on or off by unit and class. */
export function Switches(props: {
  frame: Frame;
  profile: ProfileView;
  switches: readonly DispatchSwitch[];
  /** Whether the person may change them. */
  may: boolean;
}) {
  const { frame, profile, switches, may } = props;
  const unitName = (code: string) =>
    code === '*' ? '全部单位' : (profile.units.find((unit) => unit.code === code)?.name ?? code);
  const typeName = (code: string) =>
    code === '*'
      ? '全部分类'
      : ([...profile.groups, ...profile.issueTypes].find((type) => type.code === code)?.name ?? code);
  return (
    <section class="panel" aria-labelledby="switches-title">
      <h2 id="switches-title">开关</h2>
      <p class="muted small">关优先于开；没有设的为开。关着的一件也不会自动派出，由派单员决定。</p>
      {switches.length === 0 ? (
        <p class="muted">没有设过开关。</p>
      ) : (
        <table class="rights">
          <caption class="visually-hidden">设过的开关</caption>
          <thead>
            <tr>
              <th scope="col">承办单位</th>
              <th scope="col">问题分类</th>
              <th scope="col">自动派单</th>
              <th scope="col">谁、何时</th>
              {may ? <th scope="col">改动</th> : null}
            </tr>
          </thead>
          <tbody>
            {switches.map((one) => (
              <tr>
                <th scope="row">{unitName(one.unit)}</th>
                <td>{typeName(one.issueType)}</td>
                <td>
                  <span class={`badge ${one.enabled ? 'right-held' : 'right-lost'}`}>
                    {one.enabled ? '开' : '关'}
                  </span>
                </td>
                <td>
                  {one.changedBy} <time datetime={isoTime(one.at)}>{shortTime(one.at, frame.now)}</time>
                </td>
                {may ? (
                  <td>
                    <form method="post" action="/rights/switch" class="inline-form">
                      <input type="hidden" name="_csrf" value={frame.csrf} />
                      <input type="hidden" name="unit" value={one.unit} />
                      <input type="hidden" name="issueType" value={one.issueType} />
                      <button
                        type="submit"
                        name="enabled"
                        value={one.enabled ? 'off' : 'on'}
                        class="small-button"
                        aria-label={`${one.enabled ? '关闭' : '打开'} ${unitName(one.unit)} ${typeName(one.issueType)}`}
                      >
                        {one.enabled ? '关闭' : '打开'}
                      </button>
                    </form>
                  </td>
                ) : null}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {may ? (
        <form method="post" action="/rights/switch" class="filters" aria-label="设开关">
          <input type="hidden" name="_csrf" value={frame.csrf} />
          <UnitSelect id="s-unit" label="承办单位" value={undefined} empty="全部单位" profile={profile} />
          <TypeSelect
            id="s-type"
            label="问题分类"
            value={undefined}
            empty="全部分类"
            profile={profile}
            groups
          />
          <div class="filter-actions">
            <button type="submit" name="enabled" value="off" class="primary">
              关闭自动派单
            </button>
            <button type="submit" name="enabled" value="on">
              打开
            </button>
          </div>
        </form>
      ) : null}
    </section>
  );
}
